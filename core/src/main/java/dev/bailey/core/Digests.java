package dev.bailey.core;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Digests of rows and tables, computed by the server itself and the same on both sides for equal rows whatever the
 * version. Shares nothing with what copies and applies. Thread-safe.
 */
public interface Digests {

    /**
     * The order in which the server keeps the rows of this table; empty where it keeps them in none, so that a range of
     * keys may cost as much as the table.
     */
    default Optional<KeyOrder> order(Table table) {
        return Optional.empty();
    }

    /**
     * Counts and sums the rows of a table by a hash of their key.
     *
     * @param buckets how many parts, a power of two
     * @return the buckets that hold rows, in any order
     */
    List<Bucket> buckets(Table table, int buckets);

    /** The rows of some buckets: key to digest. */
    Map<Row, Long> rows(Table table, int buckets, Set<Integer> wanted);

    /** These rows: key to digest; a row that is not there is missing in the answer. */
    Map<Row, Long> rows(Table table, Collection<Row> keys);

    /**
     * One column of these rows, as text as the log has it; a row that is not there is missing in the answer.
     *
     * @param column its place in the table
     * @throws Problem {@link Problem.Kind#UNFIT} where the engine has no guard of a slice, which alone needs it
     */
    default Map<Row, Value> values(Table table, Collection<Row> keys, int column) {
        throw new Problem(Problem.Kind.UNFIT, "this version reads no single columns of rows there");
    }

    /**
     * The tenant of these rows of a table without a column for it, as text as the log has it, null where a row belongs
     * to none; a row that is not there, or belongs to one that is not, is missing in the answer.
     *
     * @param path from the table, at least one step
     * @param column of the last parent, in which the tenant stands
     * @throws Problem {@link Problem.Kind#UNFIT} where the engine's guard knows no paths
     */
    default Map<Row, Value> tenants(Table table, Collection<Row> keys, List<TenantPath> path, Column column) {
        throw new Problem(Problem.Kind.UNFIT, "this version follows no paths to a tenant there");
    }

    /**
     * These rows with all their values, as text as the log has it; a row that is not there is missing in the answer.
     */
    Map<Row, Row> whole(Table table, Collection<Row> keys);

    /** The whole row as text, by key, for people to see; empty where there is none. */
    String image(Table table, Row key);

    /**
     * One part of a table.
     *
     * @param sum of the rows' 64-bit digests, wrapping around
     */
    record Bucket(int index, long rows, long sum) {}
}
