package dev.bailey.control;

import dev.bailey.control.ModelViolation.Kind;

/**
 * A rule of the protocol taken away, or a mistake that an implementation could make, each alone in the protocol as it
 * stands, with what it leads to and in how many steps at least. Why each rule is there: docs/cutover.md.
 */
enum PlantedMistake {
    M1_POSITION_BEFORE_THE_PROOF("crash=0 att=1 w=A noproof=1", Kind.S3, 19),
    M2_NO_LEASE_CHECK_AND_NO_SECOND_DRAIN("crash=0 att=1 w=S leasecheck=0 postdrain=0 condcommit=0", Kind.S3, 17),
    M3_REVERSE_POSITION_AFTER_THE_OPENING("crash=0 att=2 w=A,T rposlate=1", Kind.S1, 22),
    M4_ROUTER_RELEASES_TO_THE_OLD_SIDE_BY_ITSELF("crash=0 att=1 w=A selfrelease=1", Kind.R1, 13),
    M5A_RESTART_TRUSTS_THE_JOURNAL_AND_GUARDS_TAKE_ANYTHING("crash=1 att=1 w=A trustjournal=2 cas=0", Kind.S2, 20),
    M5B_RESTART_TRUSTS_THE_JOURNAL("crash=1 att=1 w=A trustjournal=1", Kind.L1, 17),
    M6A_ABORT_AFTER_FOR_GOOD_AND_GUARDS_TAKE_ANYTHING("crash=0 lost=1 att=1 w=A abortaftergood=1 cas=0", Kind.S2, 18),
    M6B_ABORT_AFTER_FOR_GOOD("crash=0 att=1 w=A abortaftergood=1", Kind.L1, 15),
    M6C_ABORT_AFTER_FOR_GOOD_AND_A_LATE_COMMAND("crash=1 late=1 att=1 w=S abortaftergood=1 cas=0", Kind.L1, 15),
    M7_DRAIN_FROM_MEMORY("crash=0 att=1 w=S memorydrain=1", Kind.S3, 19),
    M8_REVERSE_POSITION_TAKEN_AGAIN_ON_RESTART("crash=1 att=2 w=T,A rposretaken=1", Kind.S1, 31),
    M9_NO_LOOP_MARK("crash=0 att=2 w=S,T loopmark=0", Kind.S5, 21),
    M10_NO_CHECK_OF_THE_OLD_CHECKPOINT("crash=1 zombie=1 att=1 w=S cpcas=0", Kind.S5, 8),
    M11_ROUTER_TAKES_MESSAGES_OF_OLD_EPOCHS("crash=0 rl=1 att=2 w=A routerepoch=0", Kind.L1, 22),
    M12_HOLD_WITHOUT_A_DEADLINE_OF_ITS_OWN("crash=0 dead=1 att=1 w=A holddeadline=0", Kind.L2, 3),
    M13_RESTART_GOES_FORWARD_WITHOUT_DRAINING("crash=1 att=1 w=S restartdrain=0 postdrain=0 condcommit=0", Kind.S3, 21),
    M14_GUARDS_WITHOUT_EPOCH_AND_STATE("crash=1 late=1 att=2 w=S,T cas=0", Kind.L1, 15),
    M15_GUARD_CHECKS_THE_EPOCH_BUT_NOT_THE_STATE("crash=0 late=1 att=1 w=A epochonly=1", Kind.L1, 15),
    M16_ONE_OF_TWO_STORES_SHUT_BEFORE_THE_OPENING("stores=2 crash=0 att=1 w=S0,S1 openeach=1", Kind.S2, 18),
    D2_SECOND_DRAIN_ONLY_IF_A_CLOCK_THAT_STEPS_BACK_SAYS_SO(
            "crash=0 clk=1 att=1 w=S postdrain=0 condcommit=0", Kind.S3, 18),
    D3_UNCONDITIONAL_COMMANDS_AND_A_LATE_ONE("crash=1 late=1 att=2 w=S postdrain=0 condcommit=0 cas=0", Kind.L1, 15),
    D4_INTENT_BEFORE_EVERY_ROUTER_HAS_THE_LAST_ROUTE("crash=0 dead=1 att=2 w=A gate=0", Kind.L2, 21),
    R3_RETREAT_THAT_ONLY_LOOKS_AT_THE_NEW_SIDE("crash=1 late=1 att=1 retreat=1 noburn=1 w=S", Kind.S2, 20),
    B2_BREAK_GLASS_WITHOUT_BURNING("crash=0 dead=1 late=1 att=1 w=A,S breakglass=1 bgbump=0", Kind.S2, 19);

    private final String setup;
    private final Kind kind;
    private final int steps;

    PlantedMistake(String setup, Kind kind, int steps) {
        this.setup = setup;
        this.kind = kind;
        this.steps = steps;
    }

    ModelSetup setup() {
        return ModelSetup.of(setup);
    }

    Kind kind() {
        return kind;
    }

    /** How long the shortest way to it is. */
    int steps() {
        return steps;
    }
}
