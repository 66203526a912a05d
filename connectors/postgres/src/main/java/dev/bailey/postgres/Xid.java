package dev.bailey.postgres;

import dev.bailey.core.TransactionId;

/**
 * A transaction's number as the log states it: the low 32 bits, which come round again. Immutable.
 *
 * <p>What is compared lies at most two thousand million transactions apart, as the server itself takes for granted.
 */
record Xid(int value) implements TransactionId {

    /** The whole 64-bit number, being the one nearest to another that is known whole. */
    long near(long whole) {
        return whole + (value - (int) whole);
    }

    @Override
    public String toString() {
        return Integer.toUnsignedString(value);
    }
}
