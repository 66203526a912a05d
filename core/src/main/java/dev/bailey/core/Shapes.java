package dev.bailey.core;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * How the tables of a database look now, and the statements that make those of the other side look alike. Thread-safe.
 */
public interface Shapes {

    /** The table as it is now; empty when there is none. */
    Optional<Table> table(TableId id);

    /** What tells each of these tables from another of its name; those that are gone are left out. */
    Map<TableId, Standing> standings(Collection<TableId> tables);

    /** Whether every value of the narrower type is kept by the wider one as it is, and reads the same there. */
    boolean holds(String wider, String narrower);

    /** The statement that makes a table of this side on the other one, or how to come by it. */
    String creating(TableId table);

    /** The statement that adds a column of this side on the other one, with what it holds in rows that are there. */
    String adding(TableId table, Column column);

    /** The statement that gives a column of the other side this type. */
    String retyping(TableId table, String column, String type);

    /** The statement that takes a column away from the other side. */
    String dropping(TableId table, String column);

    /**
     * What the columns of a table do not tell.
     *
     * @param identity another one as soon as the table was dropped and made again, or another took its name; means
     *     nothing on another server
     * @param partOf the partitioned table that it is a part of, and which part, the same on both sides; empty for none
     */
    record Standing(String identity, String partOf) {}
}
