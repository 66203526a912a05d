package dev.bailey.runbook;

/** What was found when a journal's chain of hashes was followed from its first entry. Immutable. */
public sealed interface JournalCheck {

    /** For people. */
    String sentence();

    default boolean isWhole() {
        return this instanceof Whole;
    }

    /** Every entry follows from the one before it. */
    record Whole(JournalHead head) implements JournalCheck {
        @Override
        public String sentence() {
            return "the journal is whole: " + head.number() + " entries, the last with hash " + head.hash();
        }
    }

    /**
     * Somebody or something else than Bailey wrote to the file.
     *
     * @param number of the first entry that does not fit
     */
    record Broken(long number, Fault fault, String sentence) implements JournalCheck {}

    /** How an entry does not fit. */
    enum Fault {
        /** It is not what was written, or was never written by Bailey. */
        CHANGED,
        /** It is not there. */
        MISSING,
        /** It is one that was written, at another place. */
        OUT_OF_ORDER
    }
}
