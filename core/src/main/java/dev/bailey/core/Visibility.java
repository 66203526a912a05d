package dev.bailey.core;

/** Which transactions a snapshot sees. Immutable. */
public interface Visibility {

    /** Whether the snapshot sees what this transaction committed. */
    boolean sees(TransactionId transaction);

    /**
     * Whether nobody can say if the snapshot sees what this transaction committed. It then does not {@link #sees see}
     * it for certain, and what the log says of it is settled instead of applied: {@link Applier#settle}.
     */
    default boolean isUnsureOf(TransactionId transaction) {
        return false;
    }

    /** Whether every transaction that was open when {@code earlier} was taken is over in this one. */
    boolean settledSince(Visibility earlier);
}
