package dev.bailey.control;

/** What a run of {@link SlicesWorld} may be told. Those that {@link ModelKnob} has too mean the same. */
enum SlicesKnob {
    SLICES(2),
    ROUTERS(2),
    /** How many moves may be under way at once; Bailey makes one at a time. */
    TOGETHER(1),
    CRASH(0),
    CUT(0),
    LATE(0),
    LOST(0),
    DEAD(0),
    /** How many moves may be begun, of all slices. */
    ATT(1),
    /** How many tables of routes may come late, a second time. */
    RL(0),
    RETREAT(0),
    ZOMBIE(0),

    CAS(1),
    POSTDRAIN(1),
    CONDCOMMIT(1),
    HOLDDEADLINE(1),
    ROUTEREPOCH(1),
    LOOPMARK(1),
    CPCAS(1),
    GATE(1),

    NOPROOF(0),
    RPOSLATE(0),
    RPOSRETAKEN(0),
    SELFRELEASE(0),
    TRUSTJOURNAL(0),
    ABORTAFTERGOOD(0),
    MEMORYDRAIN(0),
    EPOCHONLY(0),
    NOBURN(0),

    /** An abort sends every slice to the side that the aborted one stays on. */
    ABORTRESETSOTHERS(0),
    /** Holding any slice counts as holding the one that moves. */
    ACKOFANYSLICE(0),
    /** An unknown outcome of for-good is taken for none: routes go to the old side. */
    RELEASEEARLY(0),
    /** Streams carry all that they read. */
    APPLYALL(0),
    /** Streams begin by what the journal says, of a move under way too. */
    OWNERBYJOURNAL(0),
    /** Of a slice that is shut for good and whose new side has not opened, the old side alone is carried. */
    OWNERISOLD(0);

    private final int standard;

    SlicesKnob(int standard) {
        this.standard = standard;
    }

    /** Its value in the protocol as it stands. */
    int standard() {
        return standard;
    }
}
