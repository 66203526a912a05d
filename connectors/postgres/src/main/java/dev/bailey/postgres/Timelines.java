package dev.bailey.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which log a server has: its timeline, where each earlier one ended when a standby took over, and how far it is
 * written. A standby that lacked the last commits ends the old timeline before them. Immutable.
 *
 * @param flushed the end of what is on the server's disk
 * @param ends of earlier timelines, by their number
 */
record Timelines(int current, Lsn flushed, Map<Integer, Lsn> ends) {

    Timelines {
        ends = Map.copyOf(ends);
    }

    /** Asks in a session that speaks the replication protocol. */
    static Timelines read(Connection replication) throws SQLException {
        try (Statement statement = replication.createStatement()) {
            int current;
            Lsn flushed;
            try (ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
                row.next();
                current = row.getInt("timeline");
                flushed = Lsn.of(row.getString("xlogpos"));
            }
            return new Timelines(current, flushed, current == 1 ? Map.of() : ends(statement, current));
        }
    }

    private static Map<Integer, Lsn> ends(Statement statement, int current) throws SQLException {
        try (ResultSet row = statement.executeQuery("TIMELINE_HISTORY " + current)) {
            row.next();
            return ends(row.getString("content"));
        }
    }

    /** Reads a history file: a line for each earlier timeline with its number, its end and the reason. */
    static Map<Integer, Lsn> ends(String history) {
        Map<Integer, Lsn> ends = new HashMap<>();
        for (String line : history.lines().map(String::strip).toList()) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                String[] parts = line.split("\\s+", 3);
                ends.put(Integer.valueOf(parts[0]), Lsn.of(parts[1]));
            }
        }
        return ends;
    }

    /** Why this log does not hold what was read up to there; empty when it does. */
    Optional<String> lacks(Lsn read) {
        boolean here = read.timeline() == 0 || read.timeline() == current;
        Lsn end = here ? flushed : ends.get(read.timeline());
        if (end == null) {
            return Optional.of(
                    "its log, on timeline " + current + ", does not descend from timeline " + read.timeline());
        }
        return end.covers(read)
                ? Optional.empty()
                : Optional.of((here ? "its log ends at " : "a standby took over at ") + end.words());
    }
}
