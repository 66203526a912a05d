package dev.bailey.verification;

import dev.bailey.core.Digests.Bucket;
import dev.bailey.core.Table;
import dev.bailey.core.Verdict;
import dev.bailey.verification.Sides.Answers;
import java.util.List;
import java.util.Set;

/**
 * Compares a table by parts of which each has a share of its rows, wherever they lie: all parts are read at once.
 * Confined to one thread.
 */
final class BucketsComparison {

    private final Table table;
    private final Sides sides;
    private final Suspects suspects;
    private final VerificationSettings settings;

    BucketsComparison(Table table, Sides sides, Suspects suspects, VerificationSettings settings) {
        this.table = table;
        this.sides = sides;
        this.suspects = suspects;
        this.settings = settings;
    }

    Verdict run() {
        DifferingBuckets differing = bucketsThatDiffer(settings.bucketsFirst());
        int fit = bucketsFor(differing.rows());
        if (differing.rowsInThem() > settings.rowsPerFetch() && fit > settings.bucketsFirst()) {
            // A second, finer pass costs less than listing all rows of coarse parts, if they are many. A real
            // difference is in both.
            differing = bucketsThatDiffer(fit);
        }
        int buckets = differing.buckets();
        for (Set<Integer> some : differing.inGroups(settings.rowsPerFetch())) {
            suspects.add(TableComparison.differing(sides.both(digests -> digests.rows(table, buckets, some))));
            if (suspects.areTooMany()) {
                break;
            }
        }
        return suspects.verdict(differing.rows());
    }

    private DifferingBuckets bucketsThatDiffer(int buckets) {
        Answers<List<Bucket>> answers = sides.both(digests -> digests.buckets(table, buckets));
        return DifferingBuckets.between(answers.owner(), answers.other(), buckets);
    }

    private int bucketsFor(long rows) {
        long wanted = Math.max(1, rows / settings.rowsPerBucket());
        return wanted >= settings.bucketsMax()
                ? settings.bucketsMax()
                : Math.min(settings.bucketsMax(), Integer.highestOneBit((int) wanted) << 1);
    }
}
