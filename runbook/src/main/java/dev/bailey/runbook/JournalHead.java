package dev.bailey.runbook;

import java.util.regex.Pattern;

/**
 * An entry by which all that came before it can be found unchanged. Immutable.
 *
 * @param number of the entry; 0 for an empty journal
 * @param hash of the entry, in 64 hexadecimal digits; all zeros for an empty journal
 */
public record JournalHead(long number, String hash) {

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** Of a journal without entries. */
    static final JournalHead NONE = new JournalHead(0, "0".repeat(64));

    public JournalHead {
        if (number < 0) {
            throw new IllegalArgumentException("entries are numbered from 1: " + number);
        }
        if (!HASH.matcher(hash).matches()) {
            throw new IllegalArgumentException("a hash has 64 hexadecimal digits: " + hash);
        }
    }
}
