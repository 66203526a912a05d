package dev.bailey.control;

/** What a run of {@link CanaryWorld} may be told; the numbers of rules are those of docs/protocol.md. */
enum CanaryKnob {
    ROUTERS(2),
    /** How many words each life of a router may say. */
    WORDS(2),
    /** Whether routers may be started anew, each once. */
    RESTARTS(0),
    /** How often the control plane may be. */
    CRASH(0),
    /** How often the target's rows may be taken away and copied again. */
    RELOAD(0),
    /** Whether the client keeps cookies. */
    JAR(1),
    /** Whether routers may throw away what they know of a tenant. */
    EVICT(0),

    /** Whether a read must carry cookies; 0: nobody promises anything past one router. */
    COOKIES(1),
    /** Whether without cookies all is promised all the same. */
    PROMISEALL(0),
    /** Whether reads must not go back behind what a read of the owner has shown. */
    MONOTONIC(0),

    /**
     * 1: numbers go from the control plane to routers, which stamp with the last one seen. 2: and all confirm first.
     */
    TICKS(0),
    /** A round covers what was heard until its end, not until its position was taken. */
    POSITIONEARLY(0),
    /** A write is stamped when it is sent, not when it ends. */
    STAMPATSTART(0),
    /** A write is stamped after its answer was passed on. */
    STAMPLATE(0),
    /** A router that is started anew knows of no write, and takes that for none. */
    NOFLOOR(0),
    /** A router that is started anew goes by its old name. */
    SAMELIFE(0),
    /** What is thrown away does not raise the floor. */
    EVICTFREELY(0),
    /** A write that names no tenant counts for nobody. */
    NOTENANTFREE(0),
    /** A cookie's number is held against what is covered of the router that reads it. */
    COOKIEOFANYROUTER(0),
    /** A client without cookies is taken for one that never wrote. */
    NOCOOKIEFREE(0),
    /** 1: cookies of one life of a router have one name. 2: all have. */
    ONENAME(0),
    /** The target's rows are taken away while reads go there. */
    RELOADWHILEON(0);

    private final int standard;

    CanaryKnob(int standard) {
        this.standard = standard;
    }

    /** Its value in the protocol as it stands. */
    int standard() {
        return standard;
    }
}
