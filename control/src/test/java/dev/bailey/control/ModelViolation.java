package dev.bailey.control;

/** What must never be, and was reached. Immutable. */
record ModelViolation(Kind kind, String what) {

    /** The properties of docs/cutover.md, by the codes used there. */
    enum Kind {
        /** Safety: an acknowledged write is missing where it belongs, or the sides differ, with all at rest. */
        S1,
        /** Safety: both sides accept writes. */
        S2,
        /** Safety: a side opened although a write of the other was not finished, or not applied. */
        S3,
        /** Safety: a change was applied twice. */
        S5,
        /** Safety: a stream dropped what its side took, or carried what its side must not have taken. */
        S6,
        /** Safety: what was done for one slice changed another. */
        S7,
        /** Routing: a router sent a parked request where nobody told it to. */
        R1,
        /** Reads: a client does not read what it was answered as written. */
        R2,
        /** Reads: a client reads something older than it has read before. Not promised. */
        R3,
        /** Routing: a router went back to an older route. */
        R4,
        /** Routing: a side was fenced while a router that is heard had writes of the slice in flight. */
        R5,
        /** Liveness: all is at rest, and not exactly one side is open, owned and routed to. */
        L1,
        /** Liveness: the control plane died before for-good, and the old side is not in service. */
        L2,
        /** Liveness: a held request is never answered. */
        L3,
        /** The model itself is too small for what happened in it. */
        LIMIT
    }

    @Override
    public String toString() {
        return kind + ": " + what;
    }
}
