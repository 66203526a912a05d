package dev.bailey.verification;

import dev.bailey.core.KeyOrder;
import dev.bailey.core.KeyOrder.Sum;
import dev.bailey.core.KeyRange;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Verdict;
import dev.bailey.verification.Sides.Answers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Compares a table range by range, the last keys first. Both sides read a range within milliseconds of each other, so
 * that few rows are on their way between them however large the table is, and only a range that differs is read again.
 * Confined to one thread.
 *
 * <p>A row whose key is changed meanwhile may be in no range that is read, or in two. It has gone through a stream, and
 * what does is compared by its key as well.
 */
final class RangesComparison {

    private static final int ROWS_AT_FIRST = 500;

    /** A range that takes longer is followed by one of half as many rows: long reads disturb the application. */
    private static final Duration RANGE_MAX = Duration.ofMillis(500);

    private final Sides sides;
    private final Answers<KeyOrder> orders;
    private final Suspects suspects;
    private final VerificationSettings settings;

    RangesComparison(Sides sides, Answers<KeyOrder> orders, Suspects suspects, VerificationSettings settings) {
        this.sides = sides;
        this.orders = orders;
        this.suspects = suspects;
        this.settings = settings;
    }

    /**
     * @param earlier what was found equal before
     * @param equalSoFar told after a range when nothing speaks against what was read
     */
    Verdict run(Optional<EqualPart> earlier, Consumer<EqualPart> equalSoFar) {
        String order = orders.owner().description();
        Optional<EqualPart> before = earlier.filter(part -> part.order().equals(order));
        long ownerRows = before.map(EqualPart::rows).orElse(0L);
        long otherRows = ownerRows;
        int most = settings.rowsPerRange();
        int rows = Math.min(ROWS_AT_FIRST, most);
        KeyRange rest = before.map(part -> KeyRange.WHOLE.before(part.from())).orElse(KeyRange.WHOLE);
        Optional<Row> cut;
        do {
            long begun = System.nanoTime();
            cut = cut(sides.owner(), orders.owner(), rest, rows);
            Answers<Sum> sums = compare(cut.map(rest::from).orElse(rest));
            ownerRows += sums.owner().rows();
            otherRows += sums.other().rows();
            rest = cut.map(rest::before).orElse(rest);
            if (cut.isPresent() && suspects.areNone()) {
                equalSoFar.accept(new EqualPart(cut.get(), Math.max(ownerRows, otherRows), order));
            }
            if (sums.owner().digest().isEmpty()) {
                most = Math.max(1, rows / 2);
            }
            boolean tookLong = System.nanoTime() - begun > RANGE_MAX.toNanos();
            rows = tookLong ? Math.max(1, rows / 2) : Math.min(most, rows * 2);
        } while (cut.isPresent() && !suspects.areTooMany());
        return suspects.verdict(Math.max(ownerRows, otherRows));
    }

    private Answers<Sum> compare(KeyRange range) {
        Answers<Sum> sums = sides.both(orders, order -> order.sum(range));
        if (!sums.owner().isSame(sums.other())) {
            list(range, sums);
        }
        return sums;
    }

    /** In halves, as long as one side has more rows in it than are held in memory. */
    private void list(KeyRange range, Answers<Sum> sums) {
        boolean ownerHasMore = sums.owner().rows() >= sums.other().rows();
        long rows = ownerHasMore ? sums.owner().rows() : sums.other().rows();
        Optional<Row> middle = Optional.empty();
        if (rows > settings.rowsPerFetch()) {
            int half = (int) Math.min(rows / 2, Integer.MAX_VALUE);
            middle = ownerHasMore
                    ? cut(sides.owner(), orders.owner(), range, half)
                    : cut(sides.other(), orders.other(), range, half);
        }
        if (middle.isPresent()) {
            compare(range.from(middle.get()));
            compare(range.before(middle.get()));
        } else {
            suspects.add(TableComparison.differing(sides.both(orders, order -> order.rows(range))));
        }
    }

    private Optional<Row> cut(Side side, KeyOrder order, KeyRange range, int rows) {
        return sides.ask(side, order, asked -> asked.fromEnd(range, rows));
    }
}
