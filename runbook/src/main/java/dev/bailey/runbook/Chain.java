package dev.bailey.runbook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the journal's entries hang together: the hash of each is SHA-256 over the hash of the one before it (64 zeros
 * before the first), its number in decimal, and its time, kind, subject, text and details as they stand in the file.
 * Each of the seven is preceded by its length in bytes (of its UTF-8, in eight bytes, most significant first), so that
 * no two entries have the same encoding.
 */
final class Chain {

    private Chain() {}

    /** An entry as it stands in the file. */
    record Link(
            long number,
            @Nullable String at,
            @Nullable String kind,
            @Nullable String subject,
            @Nullable String text,
            @Nullable String details,
            @Nullable String hash) {

        static final String COLUMNS = "number, at, kind, subject, text, details, hash";

        static Link of(ResultSet row) throws SQLException {
            return new Link(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    row.getString(7));
        }

        Entry entry() {
            return new Entry(
                    number,
                    Instant.parse(String.valueOf(at)),
                    String.valueOf(kind),
                    String.valueOf(subject),
                    String.valueOf(text),
                    Details.read(String.valueOf(details)));
        }

        boolean follows(String previous) {
            return hashed(previous, number).equals(hash);
        }

        /** The hash that it would have behind another, and with another number. */
        String hashed(String previous, long asNumber) {
            return new Hashes()
                    .add(previous)
                    .add(asNumber)
                    .add(String.valueOf(at))
                    .add(String.valueOf(kind))
                    .add(String.valueOf(subject))
                    .add(String.valueOf(text))
                    .add(String.valueOf(details))
                    .hex();
        }
    }
}
