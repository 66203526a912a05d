package dev.bailey.core;

/**
 * How far a stream has been applied, written with the data as the first row of each transaction. Immutable.
 *
 * @param position everything up to here has been applied or rightly skipped
 * @param counter rises by one with each write, so that none writes nothing, and a stale writer is noticed
 * @param applying whether the stream applies what it reads, or only observes it
 * @param mark the last mark that came through, other than heartbeats; empty before the first
 */
public record Checkpoint(String stream, Position position, long counter, boolean applying, String mark) {

    public Checkpoint {
        if (counter < 1) {
            throw new IllegalArgumentException("a checkpoint's counter starts at 1: " + counter);
        }
    }
}
