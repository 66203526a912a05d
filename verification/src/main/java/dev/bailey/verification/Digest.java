package dev.bailey.verification;

import dev.bailey.core.Row;
import java.util.Map;
import java.util.OptionalLong;

/** What one side says of one row: its digest, or that it is not there. Immutable. */
record Digest(OptionalLong value) {

    static Digest of(Map<Row, Long> answer, Row key) {
        Long digest = answer.get(key);
        return new Digest(digest == null ? OptionalLong.empty() : OptionalLong.of(digest));
    }

    boolean isMissing() {
        return value.isEmpty();
    }

    /** For people, where the row itself is not shown; empty where there is none. */
    @Override
    public String toString() {
        return isMissing() ? "" : "digest " + Long.toHexString(value.getAsLong());
    }
}
