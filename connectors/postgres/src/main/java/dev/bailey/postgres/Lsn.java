package dev.bailey.postgres;

import dev.bailey.core.Position;

/** A place in PostgreSQL's log, as the server writes it: {@code 16/B374D848}. Immutable. */
record Lsn(long value) implements Position {

    static Lsn of(String text) {
        int slash = text.indexOf('/');
        try {
            if (slash < 0) {
                throw new NumberFormatException("no slash");
            }
            long high = Integer.parseUnsignedInt(text, 0, slash, 16);
            long low = Integer.toUnsignedLong(Integer.parseUnsignedInt(text, slash + 1, text.length(), 16));
            return new Lsn(high << 32 | low);
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
        return "%X/%X".formatted(value >>> 32, value & 0xFFFF_FFFFL);
    }

    @Override
    public String toString() {
        return text();
    }
}
