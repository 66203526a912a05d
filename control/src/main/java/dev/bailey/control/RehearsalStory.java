package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Rehearses a migration that was opened for it: makes it ready, moves the slice to the target, back, and there again,
 * compares both sides, and takes every trace of Bailey away. Confined to one thread.
 */
public final class RehearsalStory {

    private static final List<Side> MOVES = List.of(Side.TARGET, Side.SOURCE, Side.TARGET);

    /** Right after a move drills and comparisons have to come round first. */
    private static final Duration GATES_MAY_TAKE = Duration.ofSeconds(30);

    /** Nobody watches a rehearsal that stands for longer. */
    private static final Duration GATES_LIMIT = Duration.ofMinutes(30);

    private static final int ATTEMPTS_MAX = 3;

    private static final long LOOK_MILLIS = 200;

    /** Below this nobody plans with it, and machines differ. */
    private static final Duration OVERRUN_MIN = Duration.ofSeconds(1);

    private final Migration migration;
    private final RehearsalBook book;
    private final InstantSource clock;
    private final Consumer<String> told;
    private final List<String> surprises = new ArrayList<>();

    /**
     * @param book of the migration that it is for
     * @param told a sentence whenever something has happened
     */
    public RehearsalStory(Migration migration, RehearsalBook book, InstantSource clock, Consumer<String> told) {
        this.migration = migration;
        this.book = book;
        this.clock = clock;
        this.told = told;
    }

    /** Rehearses, and writes into the book how it went. */
    public Rehearsal tell() throws InterruptedException {
        Instant start = clock.instant();
        String because = "";
        try {
            migration.prepare();
            told.accept("ready: " + migration.status().readiness());
            for (Side to : MOVES) {
                for (MovingSlice slice : inOrder(to)) {
                    move(slice, to);
                }
            }
            compare();
        } catch (Problem problem) {
            because = String.valueOf(problem.getMessage());
        }
        Duration took = Duration.between(start, clock.instant());
        surprises.addAll(migration.conduct().surprises());
        lookAtTheReport();
        Rehearsal rehearsal = rehearsal(took, because);
        overruns(rehearsal);
        leave();
        return book.add(rehearsal, surprises);
    }

    /** What is everyone's goes last, and comes back first. */
    private List<MovingSlice> inOrder(Side to) {
        List<MovingSlice> slices = new ArrayList<>(migration.slices().all());
        if (to == Side.SOURCE) {
            Collections.reverse(slices);
        }
        return slices;
    }

    private void move(MovingSlice slice, Side to) throws InterruptedException {
        awaitGates(slice, to);
        for (int attempt = 1; ; attempt++) {
            FlipAnswer answer = migration.move(slice, to, "the rehearsal");
            if (answer instanceof FlipAnswer.Done done) {
                told.accept(moved(slice) + " to the " + to.label() + ", requests held for at most "
                        + done.move().pauseMillis().orElse(0) + " ms");
                return;
            }
            if (answer instanceof FlipAnswer.GivenUp givenUp) {
                String because = givenUp.move().flip().because();
                surprises.add("a move to the " + to.label() + " was given up: " + because);
                if (attempt >= ATTEMPTS_MAX) {
                    throw new Problem(
                            Problem.Kind.FAILED, "no move to the " + to.label() + " went through: " + because);
                }
            }
            awaitGates(slice, to);
        }
    }

    private String moved(MovingSlice slice) {
        return migration.slices().all().size() == 1 ? "moved" : "moved " + slice.name();
    }

    private void awaitGates(MovingSlice slice, Side to) throws InterruptedException {
        long start = System.nanoTime();
        boolean late = false;
        while (true) {
            List<String> closed = Migration.hindrances(slice, to);
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            if (closed.isEmpty()) {
                return;
            }
            if (waited.compareTo(GATES_LIMIT) > 0) {
                throw new Problem(Problem.Kind.FAILED, "gates stay closed: " + String.join("; ", closed));
            }
            if (!late && waited.compareTo(GATES_MAY_TAKE) > 0) {
                late = true;
                surprises.add("gates were closed for more than " + GATES_MAY_TAKE.toSeconds() + " s: "
                        + String.join("; ", closed));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    private void compare() {
        Map<String, Map<TableId, Verdict>> verdicts = migration.verify();
        verdicts.forEach((store, tables) -> tables.forEach((table, verdict) -> {
            if (!(verdict instanceof Verdict.Equal)) {
                surprises.add("at the end " + table + " of " + store + " is " + verdict.sentence());
            }
        }));
    }

    private void lookAtTheReport() {
        Report report = migration.report();
        if (report.data().conflicts() > 0) {
            surprises.add(report.data().conflicts() + " conflicts");
        }
        if (report.data().foreignWrites() > 0) {
            surprises.add(report.data().foreignWrites() + " transactions were written by somebody else");
        }
        if (report.traffic().failed() > 0) {
            surprises.add(report.traffic().failed() + " of " + report.traffic().requests() + " requests failed");
        }
    }

    private Rehearsal rehearsal(Duration took, String because) {
        Map<String, Duration> steps = new LinkedHashMap<>();
        for (Status.StepLine step : migration.status().steps()) {
            Optional.ofNullable(step.millis()).ifPresent(millis -> steps.put(step.name(), Duration.ofMillis(millis)));
        }
        List<Duration> pauses = migration.report().flips().stream()
                .map(Report.FlipLine::pauseMillis)
                .flatMap(millis -> Optional.ofNullable(millis).stream())
                .map(Duration::ofMillis)
                .toList();
        return new Rehearsal(
                book.next(),
                clock.instant(),
                took,
                because,
                migration.conduct().planText(),
                migration.conduct().schemas(),
                steps,
                pauses,
                List.of());
    }

    private void overruns(Rehearsal rehearsal) {
        Forecasts expected = Forecasts.of(book.all().stream()
                .filter(earlier -> earlier.because().isEmpty())
                .toList());
        rehearsal
                .steps()
                .forEach((step, took) -> Optional.ofNullable(expected.steps().get(step))
                        .filter(forecast -> took.minus(forecast.high()).compareTo(OVERRUN_MIN) > 0)
                        .ifPresent(forecast -> surprises.add("step " + step + " took " + took.toMillis()
                                + " ms, expected were " + forecast.low().toMillis() + " to "
                                + forecast.high().toMillis())));
    }

    private void leave() {
        try {
            migration.conduct().leave();
        } catch (Problem problem) {
            surprises.add("traces of Bailey stayed behind: " + problem.getMessage());
        }
    }
}
