package dev.bailey.bench;

/** What a run of an application's transactions did. */
record LoadResult(long transactions, double transactionsPerSecond) {}
