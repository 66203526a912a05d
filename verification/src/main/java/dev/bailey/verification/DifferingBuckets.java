package dev.bailey.verification;

import dev.bailey.core.Digests.Bucket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The parts of a table that are not the same on both sides. Immutable.
 *
 * @param buckets into how many parts the table was divided
 * @param rows how many rows the larger side holds in all
 * @param rowsByIndex for each differing part, how many rows it holds on the side that holds more
 */
record DifferingBuckets(int buckets, long rows, Map<Integer, Long> rowsByIndex) {

    static DifferingBuckets between(List<Bucket> owner, List<Bucket> other, int buckets) {
        Map<Integer, Bucket> unmatched = new HashMap<>();
        for (Bucket bucket : owner) {
            unmatched.put(bucket.index(), bucket);
        }
        Map<Integer, Long> differing = new TreeMap<>();
        for (Bucket bucket : other) {
            Bucket mine = unmatched.remove(bucket.index());
            if (!bucket.equals(mine)) {
                differing.put(bucket.index(), Math.max(bucket.rows(), mine == null ? 0 : mine.rows()));
            }
        }
        unmatched.values().forEach(bucket -> differing.put(bucket.index(), bucket.rows()));
        return new DifferingBuckets(buckets, Math.max(rowsIn(owner), rowsIn(other)), differing);
    }

    /** How many rows the differing parts hold. */
    long rowsInThem() {
        return rowsByIndex.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The differing parts in groups of at most so many rows; a single part that is larger stands alone. */
    List<Set<Integer>> inGroups(long rowsMax) {
        List<Set<Integer>> groups = new ArrayList<>();
        Set<Integer> group = new LinkedHashSet<>();
        long rowsInGroup = 0;
        for (Map.Entry<Integer, Long> bucket : rowsByIndex.entrySet()) {
            if (!group.isEmpty() && rowsInGroup + bucket.getValue() > rowsMax) {
                groups.add(group);
                group = new LinkedHashSet<>();
                rowsInGroup = 0;
            }
            group.add(bucket.getKey());
            rowsInGroup += bucket.getValue();
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }

    private static long rowsIn(List<Bucket> buckets) {
        return buckets.stream().mapToLong(Bucket::rows).sum();
    }
}
