package dev.bailey.postgres;

import dev.bailey.core.Position;

/**
 * A place in PostgreSQL's log, as the server writes it, with the timeline on which it was read: {@code 16/B374D848@2}.
 * Immutable.
 *
 * @param timeline how often a standby had taken over by then, from 1; 0 when it is not known. It does not count in
 *     comparisons: that the one line leads to the other is made sure of when a stream is opened ({@link Timelines})
 */
record Lsn(long value, int timeline) implements Position {

    private static final int UNKNOWN = 0;

    Lsn(long value) {
        this(value, UNKNOWN);
    }

    static Lsn of(String text) {
        int at = text.indexOf('@');
        return at < 0
                ? new Lsn(value(text), UNKNOWN)
                : new Lsn(value(text.substring(0, at)), Integer.parseInt(text, at + 1, text.length(), 10));
    }

    private static long value(String text) {
        int slash = text.indexOf('/');
        try {
            if (slash < 0) {
                throw new NumberFormatException("no slash");
            }
            long high = Integer.parseUnsignedInt(text, 0, slash, 16);
            long low = Integer.toUnsignedLong(Integer.parseUnsignedInt(text, slash + 1, text.length(), 16));
            return high << 32 | low;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a log sequence number: \"" + text + "\"", e);
        }
    }

    @Override
    public boolean covers(Position earlier) {
        return earlier instanceof Lsn other && Long.compareUnsigned(value, other.value) >= 0;
    }

    @Override
    public String text() {
        return words() + (timeline == UNKNOWN ? "" : "@" + timeline);
    }

    /** As the server writes it. */
    String words() {
        return "%X/%X".formatted(value >>> 32, value & 0xFFFF_FFFFL);
    }

    @Override
    public String toString() {
        return text();
    }
}
