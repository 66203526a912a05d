package dev.bailey.control;

import dev.bailey.core.Guard;
import dev.bailey.core.Side;
import dev.bailey.core.Verdict;
import java.util.Optional;

/** One store of a crossing, reduced to what the protocol needs of it. */
interface CrossingStore {

    String name();

    Guard guard(Side side);

    /** Writes a mark into this side's log, durably. */
    void mark(Side side, String mark);

    /** Whether the mark written on {@code from} has been applied on the other side, read back from there. */
    boolean drained(Side from, String mark);

    /**
     * Makes the stream that reads {@code side} apply from here on, unless it does already: transition 11a. The position
     * is where the mark stands in that side's own log, so it can neither be taken late nor twice.
     */
    void anchor(Side side);

    boolean anchored(Side side);

    /** Sets the sequences of the other side ahead of those of {@code from}, with a gap. */
    void carrySequences(Side from);

    /**
     * Tries whether the triggers of {@code from} could change sides now, while the move can be given up for nothing.
     */
    void requireTriggersFree(Side from);

    /**
     * Makes the application's triggers on the side that is about to own, as they are on the other one; nobody writes.
     */
    void putTriggersOn(Side to);

    /** Takes them off the side that owned, where they would act on what the stream is about to bring. */
    void takeTriggersOff(Side from);

    /** Has them on {@code from} alone again, as they were: the other side is burnt, and did not open. */
    void returnTriggers(Side from);

    /**
     * Compares what changed on {@code from} since it was last compared; both sides must be quiet. Equal with no rows
     * when nothing did.
     */
    Verdict compareTouched(Side from);

    /** Why the tables are not those of both sides, alike and copied; empty when they are. */
    Optional<String> drift();

    /** Tells the streams which side's writes are the application's from now on. */
    void owner(Side side);
}
