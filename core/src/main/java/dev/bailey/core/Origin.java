package dev.bailey.core;

/** Who wrote a transaction. */
public enum Origin {
    /** The application, or anyone else who is not Bailey. */
    APPLICATION,
    /** Bailey: the transaction's first change is to its checkpoint. The stream of the other direction drops it. */
    BAILEY
}
