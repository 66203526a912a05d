package dev.bailey.control;

import dev.bailey.core.Guard;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.core.Verdict;
import java.util.Optional;

/** One store as the crossing of one slice sees it. Thread-safe. */
record SliceOfStore(MovingStore store, Slice slice) implements CrossingStore {

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public Guard guard(Side side) {
        return store.guard(side, slice);
    }

    @Override
    public void mark(Side side, String mark) {
        store.mark(side, mark);
    }

    @Override
    public boolean drained(Side from, String mark) {
        return store.drained(from, mark);
    }

    @Override
    public void anchor(Side side) {
        store.anchor(side);
    }

    @Override
    public boolean anchored(Side side) {
        return store.anchored(side);
    }

    @Override
    public void carrySequences(Side from) {
        store.carrySequences(from);
    }

    @Override
    public void requireTriggersFree(Side from) {
        store.triggers().requireFree(from);
    }

    @Override
    public void putTriggersOn(Side to) {
        store.triggers().putOn(to);
    }

    @Override
    public void takeTriggersOff(Side from) {
        store.triggers().takeOff(from);
    }

    @Override
    public void returnTriggers(Side from) {
        store.triggers().giveBack(from);
    }

    @Override
    public Verdict compareTouched(Side from) {
        return store.comparison().compareChangesInFence(from, slice);
    }

    @Override
    public Optional<String> drift() {
        return store.drift();
    }

    @Override
    public void owner(Side side) {
        store.owner(slice, side);
    }
}
