package dev.bailey.core;

import java.time.Duration;
import java.time.Instant;

/**
 * What a guard holds: whether its side takes writes, and in which epoch that was decided. A guard moves only by
 * compare-and-set on the whole of it, so a command that takes effect late changes nothing. Immutable.
 *
 * <p>The rules of docs/cutover.md are the methods below. A move that may not be made yields the state unchanged, which
 * the caller recognises by {@link #equals}.
 *
 * @param epoch never falls
 * @param until for {@link Kind#LEASED}, when the side takes writes again by itself, by its own clock
 */
public record GuardState(Kind kind, long epoch, Instant until) {

    /** The largest epoch that a guard can hold. */
    public static final long EPOCH_MAX = (1L << 21) - 1;

    public GuardState {
        if (epoch < 0 || epoch > EPOCH_MAX) {
            throw new IllegalArgumentException("a guard's epoch lies in 0.." + EPOCH_MAX + ": " + epoch);
        }
    }

    public static GuardState open(long epoch) {
        return new GuardState(Kind.OPEN, epoch, Instant.EPOCH);
    }

    public static GuardState leased(long epoch, Instant until) {
        return new GuardState(Kind.LEASED, epoch, until);
    }

    public static GuardState shut(long epoch) {
        return new GuardState(Kind.SHUT, epoch, Instant.EPOCH);
    }

    public boolean isOpen() {
        return kind == Kind.OPEN;
    }

    public boolean isShut() {
        return kind == Kind.SHUT;
    }

    /** Whether the side takes writes at this moment of its own clock. */
    public boolean accepts(Instant now) {
        return isOpen() || (isLeased() && !now.isBefore(until));
    }

    public boolean isLeased() {
        return kind == Kind.LEASED;
    }

    /** Transition 5: refuse writes until the lease is over. Only from a side that is not shut, in a new epoch. */
    public GuardState fence(long intent, Instant now, Duration lease) {
        return !isShut() && epoch < intent ? leased(intent, now.plus(lease)) : this;
    }

    /** Transition 9: refuse writes for good. Only from the fence of this very epoch, its lease over or not. */
    public GuardState shutForGood(long intent) {
        return isLeased() && epoch == intent ? shut(intent) : this;
    }

    /** Transition 11b: take writes as the new owner. Only from a shut guard of an earlier epoch. */
    public GuardState takeOver(long intent) {
        return isShut() && epoch < intent ? open(intent) : this;
    }

    /** Transition 12: take writes again, the move given up. Never once shut for good. */
    public GuardState abort(long intent) {
        return !isShut() && epoch <= intent ? open(intent) : this;
    }

    /** Transition 13a: stay shut, and make sure that the epoch can never open this side. */
    public GuardState burn(long intent) {
        return isShut() && epoch < intent + 1 ? shut(intent + 1) : this;
    }

    /** Transition 13b: take writes again after shut for good, every guard of the new side being burnt. */
    public GuardState retreat(long intent) {
        return isShut() && epoch == intent ? open(intent + 1) : this;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case OPEN -> "open in epoch " + epoch;
            case LEASED -> "shut until " + until + " in epoch " + epoch;
            case SHUT -> "shut for good in epoch " + epoch;
        };
    }

    /** Whether writes are taken, refused for a time, or refused until moved. */
    public enum Kind {
        OPEN,
        LEASED,
        SHUT
    }
}
