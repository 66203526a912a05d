package dev.bailey.mysql;

import dev.bailey.core.Position;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far the log of a server was read. Within one server points decide, for they are exact and cheap; across servers
 * only the names of transactions can. Immutable.
 *
 * @param point where a reader goes on: a transaction begins there, or is going to
 * @param with whether that transaction itself was read as well; where it ends is not known as it begins
 * @param server {@link Dialect#identity}
 * @param executed every transaction up to here, by name; empty where the server gives none
 */
record LogPosition(LogPoint point, boolean with, String server, Gtids executed) implements Position {

    private static final Pattern TEXT = Pattern.compile("(\\S+:\\d+)(\\+?) (\\S*) (\\S*)");

    /** Everything before a point. */
    static LogPosition before(LogPoint point, Dialect dialect, Gtids executed) {
        return new LogPosition(point, /* with= */ false, dialect.identity(), executed);
    }

    static LogPosition of(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no position of a binary log: \"" + text + "\"");
        }
        return new LogPosition(
                LogPoint.of(parts.group(1)), !parts.group(2).isEmpty(), parts.group(3), Gtids.of(parts.group(4)));
    }

    @Override
    public boolean covers(Position earlier) {
        LogPosition other = (LogPosition) earlier;
        if (!server.equals(other.server)) {
            return !other.executed.isEmpty() && executed.covers(other.executed);
        }
        int order = point.compareTo(other.point);
        return order == 0 ? with || !other.with : order > 0;
    }

    @Override
    public String text() {
        return point + (with ? "+" : "") + " " + server + " " + executed;
    }

    @Override
    public String toString() {
        return text();
    }
}
