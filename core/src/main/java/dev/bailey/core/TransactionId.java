package dev.bailey.core;

/** What identifies a transaction in the log and in a snapshot. Immutable; equal when they name the same transaction. */
public interface TransactionId {}
