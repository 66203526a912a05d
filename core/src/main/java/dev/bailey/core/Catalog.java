package dev.bailey.core;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What a database holds, and how to make the same in another one. Thread-safe. */
public interface Catalog {

    /**
     * The tables whose {@code schema.name} matches an include pattern and no exclude pattern, sorted. In a pattern
     * {@code *} stands for any characters. Bailey's own are never among them.
     */
    List<Table> tables(List<String> include, List<String> exclude);

    /**
     * What stands in the way of moving these tables, in both directions; empty when nothing does.
     *
     * @param side which one this is
     * @param tables those of the source; the target may have none of them yet
     * @param other that of the other side, whose user will meet there what is made as it is here
     */
    List<Finding> obstacles(Side side, List<Table> tables, Catalog other);

    /** What people should know before they begin, with the same parameters; some of it may stand in the way too. */
    List<Finding> advice(Side side, List<Table> tables, Catalog other);

    /** Makes Bailey's own schema and tables; does nothing where they are. */
    void install();

    /** Removes Bailey's own schema and all that is in it. */
    void uninstall();

    /**
     * Whether Bailey's own schema is not there, or holds nothing but what these streams left, so that removing it takes
     * nothing from anybody.
     */
    boolean holdsOnly(Set<String> streams);

    /** What the server takes the time for. */
    Instant now();

    /** Statements that make these tables, and all they need, in an empty database of the same engine. */
    Script script(List<Table> tables);

    /**
     * Runs statements of {@link #script} one by one. One whose object already exists counts as done, so that it may be
     * run again after a crash.
     *
     * @param before told each statement before it runs
     */
    void run(List<String> statements, Consumer<String> before);

    /** Whether the table holds any row, without counting them. */
    boolean hasRows(Table table);

    /** Rows, as the server estimates them, and bytes on disk of each table. */
    Map<TableId, Size> sizes(List<Table> tables);

    /**
     * How fast rows come from a table, by reading some of it for a few seconds at most.
     *
     * @param size of the table
     * @return empty where there is too little to measure
     */
    default Optional<Pace> pace(Table table, Size size) {
        return Optional.empty();
    }

    /** The last value given out by every sequence that these tables use, or that stands in one of their schemas. */
    Map<String, Long> sequences(List<Table> tables);

    /**
     * Whether servers of this engine give out keys that never meet while both sides take writes, as
     * {@link #sharingObstacles} demands of them; where not, ranges of the sequences are kept apart.
     */
    default boolean interleavesKeys() {
        return false;
    }

    /** What stands in the way of both sides taking writes to these tables at once. */
    default List<Finding> sharingObstacles(Side side, List<Table> tables, Catalog other) {
        return List.of();
    }

    /** The foreign keys of these tables, each under the name of the table that has it. */
    default List<ForeignKey> foreignKeys(List<TableId> tables) {
        return List.of();
    }

    /**
     * A foreign key.
     *
     * @param key columns of the parent, in the order of {@code columns}
     * @param deferrable whether a row may be written before its parent, in one transaction
     * @param unfit why it does not say for certain which row a row belongs to; empty where it does
     */
    record ForeignKey(
            TableId table,
            String name,
            List<String> columns,
            TableId parent,
            List<String> key,
            boolean deferrable,
            String unfit) {
        public ForeignKey {
            columns = List.copyOf(columns);
            key = List.copyOf(key);
        }
    }

    /** Sets sequences so that the next value lies at least {@code gap} past the given one; never back. */
    void advance(Map<String, Long> sequences, long gap);

    /** How many seconds the oldest transaction that writes has been open; 0 when there is none. */
    long oldestWriterSeconds();

    /**
     * Who else has sessions in this database, those of Bailey left out: one line for each user, program and address.
     *
     * @param ignored users whose sessions do not count
     */
    List<String> visitors(List<String> ignored);

    /** How many connections the whole server has, and how many it takes. */
    Connections connections();

    /** Refreshes the planner's statistics, so that the first queries after a cutover are not planned blindly. */
    void analyze(List<Table> tables);

    /**
     * A schema in two parts.
     *
     * @param beforeLoad tables with their primary keys, and what they need
     * @param afterLoad secondary indexes, constraints, triggers: quicker, or only possible, once the rows are there
     */
    record Script(List<String> beforeLoad, List<String> afterLoad) {
        public Script {
            beforeLoad = List.copyOf(beforeLoad);
            afterLoad = List.copyOf(afterLoad);
        }
    }

    /**
     * Connections of a server.
     *
     * @param used by anybody, Bailey's own among them
     * @param max more than which nobody gets
     */
    record Connections(int used, int max) {
        public Connections {
            if (max < 1 || used < 0) {
                throw new IllegalArgumentException(used + " of " + max + " connections");
            }
        }

        public int percent() {
            return (int) (100L * used / max);
        }
    }

    /**
     * How fast one connection reads.
     *
     * @param rows that were read of this table
     * @param bytesPerSecond on the server's disk
     * @param logBytesPerSecond that the server writes to its log, on average over a long time
     */
    record Pace(TableId table, long rows, Duration took, long bytesPerSecond, long logBytesPerSecond) {
        public Pace {
            if (bytesPerSecond < 1) {
                throw new IllegalArgumentException("nothing is read at " + bytesPerSecond + " bytes a second");
            }
        }

        /** For so many bytes on disk, of all tables: never less than the part took that was read. */
        public Duration timeFor(long bytes) {
            Duration time = Duration.ofSeconds(bytes / bytesPerSecond)
                    .plusMillis(bytes % bytesPerSecond * 1_000 / bytesPerSecond);
            return time.compareTo(took) < 0 ? took : time;
        }
    }

    /** How large a table is, roughly. */
    record Size(long rows, long bytes) {}
}
