package dev.bailey.router;

import dev.bailey.core.Side;

/** What one lane holds at a moment, told by its own event loop. Immutable. */
record LaneFigures(Pool source, Pool target) {

    Pool of(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    /**
     * The connections to one side.
     *
     * @param open all that requests use or could use; not those of WebSockets and streams of events
     * @param idle of these, without a request
     * @param waiting requests that wait for one
     */
    record Pool(int open, int idle, int waiting) {}
}
