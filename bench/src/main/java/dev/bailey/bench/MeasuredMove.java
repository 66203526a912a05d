package dev.bailey.bench;

import dev.bailey.core.Database;
import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Retained;
import dev.bailey.core.Side;
import dev.bailey.core.Verdict;
import dev.bailey.verification.Progress;
import dev.bailey.verification.Verification;
import dev.bailey.verification.VerificationSettings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that moves one database up to the moment before the target opens, and tells what that took. */
final class MeasuredMove {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration PROOF_MAX = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS = 200;
    private static final double BYTES_PER_MB = 1 << 20;

    private final Map<String, Double> told = new LinkedHashMap<>();
    private final AtomicInteger marks = new AtomicInteger();
    private final BaileyMove move;
    private double keptOnSource;
    private double keptOnTarget;

    private MeasuredMove(BaileyMove move) {
        this.move = move;
    }

    /** Arguments: source, target, connections. */
    public static void main(String[] arguments) {
        try (BaileyMove move = new BaileyMove(arguments[0], arguments[1], Integer.parseInt(arguments[2]))) {
            new MeasuredMove(move).run();
        }
    }

    private void run() {
        move.schema();
        move.guards();
        ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
        try {
            var unused = looks.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            part("s, copy", move::copy);
            part("s, indexes and statistics", () -> {
                move.indexes();
                move.target.catalog().analyze(move.tables);
            });
            part("s, catch-up", () -> move.drain(mark()));
            look();
        } finally {
            looks.shutdownNow();
        }
        told.put("MB, log kept on the source at most", keptOnSource);
        told.put("MB, log kept on the target at most", keptOnTarget);
        part("s, comparison", this::compare);
        part("s, fence to drained", this::fence);
        told.put(
                "MB, memory of Bailey's process at most",
                Memory.peakMegabytes(ProcessHandle.current().pid()));
        BaileyCopy.tell(told);
    }

    private void part(String name, Runnable work) {
        long begun = System.nanoTime();
        work.run();
        told.put(name, (System.nanoTime() - begun) / 1e9);
    }

    private String mark() {
        return "measured " + marks.incrementAndGet();
    }

    private synchronized void look() {
        keptOnSource = Math.max(keptOnSource, kept(move.source, "_forward"));
        keptOnTarget = Math.max(keptOnTarget, kept(move.target, "_reverse"));
    }

    private static double kept(Database database, String stream) {
        return database.log()
                        .retained(BaileyMove.NAME + stream)
                        .map(Retained::bytes)
                        .orElse(0L)
                / BYTES_PER_MB;
    }

    private void compare() {
        Verification verification = new Verification(
                move.source, move.target, Side.SOURCE, () -> move.drain(mark()), VerificationSettings.standard());
        Verdict verdict = Verification.overall(
                verification.compare(move.tables, Progress.SILENT).values());
        if (!(verdict instanceof Verdict.Equal)) {
            throw new IllegalStateException("the sides are " + verdict.sentence());
        }
    }

    /** From the first refused write until the target has the last one that was not. */
    private void fence() {
        Guard guard = move.source.guard();
        Guard.Reading before = guard.read();
        GuardState fenced = before.state().fence(before.state().epoch() + 1, before.serverTime(), LEASE);
        if (!guard.move(before.state(), fenced)) {
            throw new IllegalStateException("somebody else moves the guard");
        }
        guard.awaitWriters(PROOF_MAX);
        if (!guard.refusesProbe()) {
            throw new IllegalStateException("a write got through the fence");
        }
        move.drain(mark());
    }
}
