package dev.bailey.core;

/** Which transactions a snapshot sees. Immutable. */
public interface Visibility {

    /** Whether the snapshot sees what this transaction committed. */
    boolean sees(TransactionId transaction);

    /** Whether every transaction that was open when {@code earlier} was taken is over in this one. */
    boolean settledSince(Visibility earlier);
}
