package dev.bailey.verification;

import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Tells rows that are on their way to the other side from rows that differ.
 *
 * <p>One look reads the owner, waits until all that it had committed is applied on the other side, reads the other
 * side, and reads the owner again. A row whose digest on the other side is one of the owner's two is right: at worst a
 * later change is on its way. A row that the owner did not change meanwhile, and that is something else on the other
 * side, differs, unless the owner changed it and changed it back between its two readings; so a difference counts only
 * when the next look finds the very same three digests. Any other row has moved and is looked at again, after a pause
 * that grows.
 *
 * <p>A row that is written all the time has many values between two readings, and the other side shows one of those.
 * From the third look on the owner is therefore read again and again while the other side catches up and is read.
 * Confined to one thread.
 */
final class SecondLook {

    /** The first look that reads again and again: until then most rows have settled. */
    private static final int CLOSE_FROM = 3;

    /** How long the other side is read again and again, which lags a little behind what is read of the owner. */
    private static final Duration CLOSE_FOR = Duration.ofMillis(300);

    private final Sides sides;
    private final Runnable catchUp;
    private final BiFunction<Table, Set<Row>, Set<Row>> counted;
    private final VerificationSettings settings;

    /** @param counted of rows that seem to differ, those that both sides should share */
    SecondLook(
            Sides sides,
            Runnable catchUp,
            BiFunction<Table, Set<Row>, Set<Row>> counted,
            VerificationSettings settings) {
        this.sides = sides;
        this.catchUp = catchUp;
        this.counted = counted;
        this.settings = settings;
    }

    void at(Table table, Collection<Row> suspects, Findings findings) {
        Collection<Row> open = suspects.isEmpty() ? suspects : counted.apply(table, Set.copyOf(suspects));
        Map<Row, Long> before = sides.rows(sides.owner(), table, open);
        Map<Row, Seen> seenBefore = Map.of();
        for (int look = 1; !open.isEmpty(); look++) {
            Map<Row, Seen> all = new HashMap<>();
            Map<Row, Long> after = look < CLOSE_FROM ? look(table, open, before, all) : lookClosely(table, open, all);

            Map<Row, Seen> seen = new HashMap<>();
            List<Row> moving = new ArrayList<>();
            for (Row key : open) {
                Seen now = Objects.requireNonNull(all.get(key));
                if (now.isRight()) {
                    continue;
                }
                if (now.stoodStill() && now.equals(seenBefore.get(key))) {
                    findings.different(table, key, Digest.of(after, key), now.ofOther());
                } else {
                    moving.add(key);
                    seen.put(key, now);
                }
            }
            if (look == settings.looks()) {
                if (!moving.isEmpty()) {
                    findings.unsettled(table, settings.looks());
                }
                return;
            }
            open = moving;
            before = after;
            seenBefore = seen;
            if (!open.isEmpty()) {
                pauseAfter(look);
            }
        }
    }

    /** Returns how the owner's rows were last seen. */
    private Map<Row, Long> look(Table table, Collection<Row> open, Map<Row, Long> before, Map<Row, Seen> seen) {
        catchUp.run();
        Map<Row, Long> other = sides.rows(sides.other(), table, open);
        Map<Row, Long> after = sides.rows(sides.owner(), table, open);
        note(open, seen, before, Seen::owner);
        note(open, seen, other, Seen::other);
        note(open, seen, after, Seen::owner);
        return after;
    }

    private Map<Row, Long> lookClosely(Table table, Collection<Row> open, Map<Row, Seen> seen) {
        Map<Row, Long> after;
        try (OwnerReadings readings = OwnerReadings.begin(sides, table, open)) {
            catchUp.run();
            long begun = System.nanoTime();
            do {
                note(open, seen, sides.rows(sides.other(), table, open), Seen::other);
                note(open, seen, readings.takeSome(), Seen::owner);
            } while (System.nanoTime() - begun < CLOSE_FOR.toNanos()
                    && !seen.values().stream().allMatch(Seen::isRight));
            after = readings.last();
        }
        note(open, seen, after, Seen::owner);
        return after;
    }

    private void pauseAfter(int look) {
        long growing = settings.firstPause().toNanos() << Math.min(look - 1, 20);
        LockSupport.parkNanos(Math.min(growing, settings.longestPause().toNanos()));
        if (Thread.currentThread().isInterrupted()) {
            throw new Problem(Problem.Kind.FAILED, "the comparison was interrupted");
        }
    }

    private static void note(
            Collection<Row> open, Map<Row, Seen> seen, List<Map<Row, Long>> readings, Function<Seen, Set<Digest>> of) {
        readings.forEach(reading -> note(open, seen, reading, of));
    }

    private static void note(
            Collection<Row> open, Map<Row, Seen> seen, Map<Row, Long> reading, Function<Seen, Set<Digest>> of) {
        for (Row key : open) {
            of.apply(seen.computeIfAbsent(key, each -> new Seen(new HashSet<>(), new HashSet<>())))
                    .add(Digest.of(reading, key));
        }
    }

    /**
     * What one look saw of one row.
     *
     * @param owner all that it was on the owner
     * @param other all that it was on the other side afterwards
     */
    private record Seen(Set<Digest> owner, Set<Digest> other) {
        boolean isRight() {
            return !Collections.disjoint(owner, other);
        }

        boolean stoodStill() {
            return owner.size() == 1 && other.size() == 1;
        }

        Digest ofOther() {
            return other.iterator().next();
        }
    }
}
