package dev.bailey.verification;

import dev.bailey.core.Problem;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;

/**
 * Tells rows that are on their way to the other side from rows that differ.
 *
 * <p>One look reads the owner, waits until all that it had committed is applied on the other side, reads the other
 * side, and reads the owner again. A row whose digest on the other side is one of the owner's two is right: at worst a
 * later change is on its way. A row that the owner did not change meanwhile, and that is something else on the other
 * side, differs, unless the owner changed it and changed it back between its two readings; so a difference counts only
 * when the next look finds the very same three digests. Any other row has moved and is looked at again, after a pause
 * that grows. Confined to one thread.
 */
final class SecondLook {

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
            catchUp.run();
            Map<Row, Long> other = sides.rows(sides.other(), table, open);
            Map<Row, Long> after = sides.rows(sides.owner(), table, open);

            Map<Row, Seen> seen = new HashMap<>();
            List<Row> moving = new ArrayList<>();
            for (Row key : open) {
                Seen now = new Seen(Digest.of(before, key), Digest.of(other, key), Digest.of(after, key));
                if (now.isRight()) {
                    continue;
                }
                if (now.ownerStoodStill() && now.equals(seenBefore.get(key))) {
                    findings.different(table, key, now.after(), now.other());
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

    private void pauseAfter(int look) {
        long growing = settings.firstPause().toNanos() << Math.min(look - 1, 20);
        LockSupport.parkNanos(Math.min(growing, settings.longestPause().toNanos()));
        if (Thread.currentThread().isInterrupted()) {
            throw new Problem(Problem.Kind.FAILED, "the comparison was interrupted");
        }
    }

    /** What one look saw of one row. */
    private record Seen(Digest before, Digest other, Digest after) {
        boolean isRight() {
            return other.equals(before) || other.equals(after);
        }

        boolean ownerStoodStill() {
            return Objects.equals(before, after);
        }
    }
}
