package dev.bailey.control;

/** Where the control plane is in the protocol; numbers are those of the transitions in docs/cutover.md. In order. */
enum ModelPhase {
    IDLE,
    /** 2 and 3. */
    HOLD,
    /** 5. */
    FENCE,
    /** 6. */
    PROVE,
    /** 7. */
    MARK,
    /** 8. */
    DRAIN,
    /** 9. */
    FOR_GOOD,
    /** 10: all three once more. */
    PROVE_AGAIN,
    MARK_AGAIN,
    DRAIN_AGAIN,
    /** 11a. */
    REVERSE_POSITION,
    /** 11b. */
    OPEN,
    /** 11c. */
    ROUTE,
    /** 12. */
    ABORT,
    DOWN,
    /** 14. */
    RESTART,
    /** 13a. */
    BURN,
    /** 13b. */
    RETREAT;

    private static final ModelPhase[] ALL = values();

    static ModelPhase of(int number) {
        return ALL[number];
    }

    /** By which a state holds it; means nothing outside one run. */
    @SuppressWarnings("EnumOrdinal")
    int number() {
        return ordinal();
    }

    boolean isWithin(ModelPhase first, ModelPhase last) {
        return compareTo(first) >= 0 && compareTo(last) <= 0;
    }
}
