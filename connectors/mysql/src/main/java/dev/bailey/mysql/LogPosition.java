package dev.bailey.mysql;

import dev.bailey.core.Position;

/**
 * How far the log of a server was read: up to and with the transaction that begins at a point. Within one server points
 * decide, for they are exact and cheap; across servers only the names of transactions can. Immutable.
 *
 * @param server {@link Dialect#identity}
 * @param executed every transaction up to here, by name; empty where the server gives none
 */
record LogPosition(LogPoint point, String server, Gtids executed) implements Position {

    static LogPosition of(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("no position of a binary log: \"" + text + "\"");
        }
        return new LogPosition(LogPoint.of(parts[0]), parts[1], Gtids.of(parts[2]));
    }

    @Override
    public boolean covers(Position earlier) {
        LogPosition other = (LogPosition) earlier;
        return server.equals(other.server)
                ? point.compareTo(other.point) >= 0
                : !other.executed.isEmpty() && executed.covers(other.executed);
    }

    @Override
    public String text() {
        return point + " " + server + " " + executed;
    }

    @Override
    public String toString() {
        return text();
    }
}
