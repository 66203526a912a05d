package dev.bailey.control;

/**
 * What a run of the model may be told: rules of the protocol that can be taken away, mistakes that can be planted, and
 * how many of which faults may happen. The names are those of the text form, in capitals.
 */
enum ModelKnob {
    /** Guards move by compare-and-set on state and epoch. */
    CAS(1),
    /** After for-good, prove, mark and drain once more. */
    POSTDRAIN(1),
    /** For-good is refused by the first store once its lease is over. */
    CONDCOMMIT(1),
    /** A lease that was over at for-good demands a second drain. Matters without POSTDRAIN only. */
    LEASECHECK(1),
    /** A restart that goes forward drains again. Matters without POSTDRAIN only. */
    RESTARTDRAIN(1),
    /** A router ends its hold by itself. */
    HOLDDEADLINE(1),
    /** A router takes no message of an epoch that it has passed. */
    ROUTEREPOCH(1),
    /** What a stream applies is marked, and the other stream drops it. */
    LOOPMARK(1),
    /** The checkpoint moves only from the counter that is expected. */
    CPCAS(1),
    /** The operator's break-glass burns the epoch first. */
    BGBUMP(1),
    /** No intent before every router has the current route. */
    GATE(1),

    /** An apply transaction of a dead control plane may commit later. */
    ZOMBIE(0),
    /** An operator may open the old side when the control plane is dead for ever. */
    BREAKGLASS(0),
    /** The control plane may go back after for-good, as long as the new side has not opened. */
    RETREAT(0),
    /** With two stores, a half-done for-good is given up, whichever store it fell on. */
    EITHERWAY(0),

    /** M1: the proof is left out. */
    NOPROOF(0),
    /** M3: the reverse position is taken after the opening. */
    RPOSLATE(0),
    /** M8: the reverse position is taken again on restart. */
    RPOSRETAKEN(0),
    /** M4: a router sends what it parked to the old side. */
    SELFRELEASE(0),
    /** M5: a restart believes the journal, not the guards. 2: and the journal is written only after the opening. */
    TRUSTJOURNAL(0),
    /** M6: an abort is possible after for-good. */
    ABORTAFTERGOOD(0),
    /** M7: drained is what was read, applied or not. */
    MEMORYDRAIN(0),
    /** M16: the new side's first store opens when the old side's first is shut. */
    OPENEACH(0),
    /** M15: for-good looks at the epoch alone. */
    EPOCHONLY(0),
    /** R3: the retreat looks at the new side and does not burn its epoch. */
    NOBURN(0),

    /** How often the control plane may crash. */
    CRASH(1),
    /** How often the link to a router may be cut, or a router freeze. */
    CUT(0),
    /** How many commands may hang and take effect at any later time. */
    LATE(0),
    /** How often a database's clock may step back. */
    CLK(0),
    /** How many moves may be begun. */
    ATT(1),
    /** Whether the control plane may die for ever. */
    DEAD(0),
    /** How many messages to routers may be doubled and come late. */
    RL(0),
    /** How many commands may work and their answer be lost. */
    LOST(0),
    /** How many stores there are. */
    STORES(1);

    private final int standard;

    ModelKnob(int standard) {
        this.standard = standard;
    }

    /** Its value in the protocol as it stands. */
    int standard() {
        return standard;
    }
}
