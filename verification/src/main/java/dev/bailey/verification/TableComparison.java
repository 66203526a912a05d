package dev.bailey.verification;

import dev.bailey.core.Digests.Bucket;
import dev.bailey.core.Row;
import dev.bailey.core.Table;
import dev.bailey.core.Verdict;
import dev.bailey.verification.Sides.Answers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares one table in narrowing circles: parts of it, the rows of the parts that differ, the rows that differ. Both
 * sides are read at about the same time, but not at the same moment, so that under traffic each circle lets in rows
 * that are merely on their way; the last one sorts those out. Confined to one thread.
 */
final class TableComparison {

    private final Table table;
    private final Sides sides;
    private final SecondLook secondLook;
    private final VerificationSettings settings;

    TableComparison(Table table, Sides sides, SecondLook secondLook, VerificationSettings settings) {
        this.table = table;
        this.sides = sides;
        this.secondLook = secondLook;
        this.settings = settings;
    }

    Verdict run(Progress progress) {
        if (table.key().isEmpty()) {
            return new Verdict.Unknown(table + " has no key by which its rows can be compared: give it a primary key");
        }
        DifferingBuckets differing = bucketsThatDiffer(settings.bucketsFirst());
        int fit = bucketsFor(differing.rows());
        if (differing.rowsInThem() > settings.rowsPerFetch() && fit > settings.bucketsFirst()) {
            // A second, finer pass costs less than listing all rows of coarse parts, if they are many. A real
            // difference is in both.
            differing = bucketsThatDiffer(fit);
        }
        Findings findings = new Findings(sides, settings);
        for (Set<Integer> some : differing.inGroups(settings.rowsPerFetch())) {
            List<Row> suspects = suspects(differing.buckets(), some);
            if (!suspects.isEmpty()) {
                progress.lookingAgain(table.id(), suspects.size());
                secondLook.at(table, suspects, findings);
            }
            if (findings.isTooMuch()) {
                break;
            }
        }
        return findings.verdict(differing.rows());
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

    private List<Row> suspects(int buckets, Set<Integer> wanted) {
        Answers<Map<Row, Long>> answers = sides.both(digests -> digests.rows(table, buckets, wanted));
        Set<Row> keys = new HashSet<>(answers.owner().keySet());
        keys.addAll(answers.other().keySet());
        List<Row> suspects = new ArrayList<>();
        for (Row key : keys) {
            if (!Digest.of(answers.owner(), key).equals(Digest.of(answers.other(), key))) {
                suspects.add(key);
            }
        }
        return suspects;
    }
}
