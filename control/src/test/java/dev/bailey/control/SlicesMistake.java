package dev.bailey.control;

import dev.bailey.control.ModelViolation.Kind;

/**
 * The mistakes of {@link PlantedMistake} that one store can have, and those that only several slices can have, each
 * alone in the protocol of docs/protocol.md.
 */
enum SlicesMistake {
    M1_POSITION_BEFORE_THE_PROOF("w=A0 noproof=1", Kind.S3, 19),
    M2_NO_SECOND_DRAIN("w=S0 postdrain=0 condcommit=0", Kind.S3, 16),
    M3_REVERSE_POSITION_AFTER_THE_OPENING("routers=1 att=2 w=A0,T0 rposlate=1", Kind.S1, 19),
    M4_ROUTER_RELEASES_TO_THE_OLD_SIDE_BY_ITSELF("w=A0 selfrelease=1", Kind.R1, 13),
    M5A_RESTART_TRUSTS_THE_JOURNAL_AND_GUARDS_TAKE_ANYTHING("crash=1 w=A0 trustjournal=2 cas=0", Kind.S2, 23),
    M5B_RESTART_TRUSTS_THE_JOURNAL("crash=1 w=A0 trustjournal=1", Kind.L1, 20),
    M6A_ABORT_AFTER_FOR_GOOD_AND_GUARDS_TAKE_ANYTHING("lost=1 w=A0 abortaftergood=1 cas=0", Kind.S2, 18),
    M6B_ABORT_AFTER_FOR_GOOD("w=A0 abortaftergood=1", Kind.L1, 15),
    M7_DRAIN_FROM_MEMORY("w=S0 memorydrain=1", Kind.S3, 19),
    M8_REVERSE_POSITION_TAKEN_AGAIN_ON_RESTART("routers=1 crash=1 att=2 w=T0,A0 rposretaken=1", Kind.S1, 31),
    M9_NO_LOOP_MARK("routers=1 att=2 w=S0 loopmark=0", Kind.S5, 33),
    M10_NO_CHECK_OF_THE_OLD_CHECKPOINT("crash=1 zombie=1 w=S1 cpcas=0", Kind.S5, 10),
    M12_HOLD_WITHOUT_A_DEADLINE_OF_ITS_OWN("dead=1 w=A0 holddeadline=0", Kind.L2, 3),
    M14_GUARDS_WITHOUT_EPOCH_AND_STATE("routers=1 crash=1 late=1 att=2 w=S0 cas=0", Kind.L1, 12),
    M15_GUARD_CHECKS_THE_EPOCH_BUT_NOT_THE_STATE("late=1 w=A0 epochonly=1", Kind.L1, 15),
    D4_INTENT_BEFORE_EVERY_ROUTER_HAS_THE_LAST_ROUTE("slices=1 dead=1 att=2 w=A0 gate=0", Kind.L2, 21),
    R3_RETREAT_THAT_ONLY_LOOKS_AT_THE_NEW_SIDE("late=1 retreat=1 noburn=1 w=S0", Kind.S2, 20),

    ABORT_RESETS_ANOTHER_SLICE("att=2 w=A0 abortresetsothers=1", Kind.S7, 3),
    M11_ROUTER_TAKES_A_WHOLE_OLDER_TABLE("rl=1 att=2 w=A0 routerepoch=0", Kind.R4, 6),
    RELEASE_TO_THE_SOURCE_WHILE_FOR_GOOD_MAY_STILL_HAPPEN("late=1 w=A0 releaseearly=1", Kind.L1, 14),
    HOLD_OF_ONE_SLICE_COUNTS_FOR_ANOTHER("together=2 att=2 w=A0 ackofanyslice=1", Kind.R5, 6),
    STREAM_CARRIES_A_SLICE_OF_THE_OTHER_SIDE("att=2 w=t1 applyall=1", Kind.S6, 18),
    STREAMS_BEGIN_BY_THE_JOURNAL("crash=1 w=T0 ownerbyjournal=1", Kind.S6, 25),
    STREAMS_BEGIN_BY_A_GUARD_THAT_MAY_STILL_OPEN("crash=1 late=1 w=T0 ownerisold=1", Kind.S6, 26);

    private final String setup;
    private final Kind kind;
    private final int steps;

    SlicesMistake(String setup, Kind kind, int steps) {
        this.setup = setup;
        this.kind = kind;
        this.steps = steps;
    }

    Model world() {
        return new SlicesWorld(SlicesSetup.of(setup));
    }

    Kind kind() {
        return kind;
    }

    /** How long the shortest way to it is. */
    int steps() {
        return steps;
    }
}
