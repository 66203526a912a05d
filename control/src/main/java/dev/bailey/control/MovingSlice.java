package dev.bailey.control;

import dev.bailey.core.Slice;

/**
 * One slice with all that moves it. Thread-safe.
 *
 * @param before keeps what a cutover is held against afterwards
 */
record MovingSlice(Slice slice, Ledger ledger, Gates gates, Crossing crossing, BeforeCutover before) {

    String name() {
        return slice.name();
    }
}
