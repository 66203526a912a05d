package dev.bailey.control;

import dev.bailey.control.ModelViolation.Kind;

/** A rule of the read canary broken, alone, with what it leads to; rules are numbered in docs/protocol.md. */
enum CanaryMistake {
    NUMBERS_COME_FROM_THE_CONTROL_PLANE("routers=1 w=A ticks=1 cookies=0", 10),
    POSITION_IS_TAKEN_BEFORE_THE_WORD("routers=1 w=A cookies=0 positionearly=1", 10),
    WRITE_IS_STAMPED_WHEN_IT_IS_SENT("routers=1 w=A cookies=0 stampatstart=1", 10),
    WRITE_IS_STAMPED_AFTER_ITS_ANSWER("routers=1 w=A cookies=0 stamplate=1", 10),
    ROUTER_FORGETS_A_WRITE_WHEN_IT_RESTARTS("routers=1 w=A cookies=0 restarts=1 nofloor=1", 6),
    ROUTER_RESTARTS_UNDER_ITS_OLD_NAME("routers=1 w=A cookies=0 restarts=1 samelife=1", 11),
    ROUTER_RESTARTS_UNDER_THE_NAME_IN_COOKIES("routers=2 w=A words=1 restarts=1 samelife=1", 11),
    TENANT_IS_THROWN_AWAY_AND_NOTHING_KEPT("routers=1 w=A cookies=0 evict=1 evictfreely=1", 11),
    WRITE_WITHOUT_A_TENANT_COUNTS_FOR_NOBODY("routers=1 w=a cookies=0 notenantfree=1", 10),
    COOKIE_IS_HELD_AGAINST_ANOTHER_ROUTER("routers=2 w=A cookieofanyrouter=1", 10),
    READ_WITHOUT_COOKIES_IS_TRUSTED("routers=2 w=A jar=0 nocookiefree=1", 10),
    ALL_COOKIES_HAVE_ONE_NAME("routers=2 w=AB words=1 onename=2", 15),
    COOKIES_OF_A_ROUTER_HAVE_ONE_NAME("routers=2 w=AA words=1 onename=1", 17),
    TWO_ROUTERS_AND_NO_COOKIES("routers=2 w=A cookies=0 promiseall=1", 10),
    TABLE_IS_RELOADED_WHILE_READS_GO_THERE("routers=1 w=A cookies=0 reload=1 reloadwhileon=1", 12);

    private final String setup;
    private final int steps;

    CanaryMistake(String setup, int steps) {
        this.setup = setup;
        this.steps = steps;
    }

    Model world() {
        return new CanaryWorld(CanarySetup.of(setup));
    }

    Kind kind() {
        return Kind.R2;
    }

    /** How long the shortest way to it is. */
    int steps() {
        return steps;
    }
}
