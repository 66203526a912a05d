package dev.bailey.judging;

/** How long many answers took. */
public interface Quantiles {

    long count();

    /** What this percentage of them did not take longer than, in milliseconds; asked only when there are some. */
    double millisAt(double percent);
}
