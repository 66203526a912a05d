package dev.bailey.control;

import dev.bailey.core.Check;
import dev.bailey.core.Check.Role;
import dev.bailey.core.Check.Severity;
import dev.bailey.core.Finding;
import java.util.Locale;

/** What is looked at whatever the engine, with the reason. Its name is known to plans for good. */
enum ControlCheck {
    DATABASE(Severity.BLOCK, Role.BOTH, "nothing can be read or written there"),
    NO_TABLES(Severity.BLOCK, Role.READ, "there is nothing to move"),
    TABLES_MISSING(
            Severity.BLOCK, Role.WRITTEN, "Bailey makes all tables or none, so that it never mends half a schema"),
    TABLES_TO_MAKE(Severity.INFO, Role.WRITTEN, "they are made as they are on the source"),
    TABLE_DIFFERS(Severity.BLOCK, Role.BOTH, "a change of one side must fit the other, in both directions"),
    TABLE_NOT_EMPTY(Severity.BLOCK, Role.WRITTEN, "the copy empties what it fills, and these rows are not Bailey's"),
    TABLE_UNREADABLE(Severity.BLOCK, Role.WRITTEN, "whether it holds rows that are not Bailey's is not known"),
    TRIGGERS_APART(
            Severity.BLOCK,
            Role.BOTH,
            "where tenants move apart, a side receives rows of tables in which it owns others"),
    TENANT_PATH(
            Severity.BLOCK,
            Role.BOTH,
            "whose a row is would not be known, and the guard may let pass what is the other side's"),
    TENANT_PATH_DEFERRED(Severity.WARN, Role.BOTH, "whose a row is, is looked up when it is written"),
    SLICE_MEMBERS(Severity.BLOCK, Role.BOTH, "somebody's requests would go to the side where his rows are not"),
    LIVE_PROBE(Severity.BLOCK, Role.BOTH, "what the plan moves would not arrive either"),
    NOT_PROBED(Severity.INFO, Role.BOTH, "whether changes arrive was not tried"),
    SERVICE(Severity.BLOCK, Role.BOTH, "requests would be answered 502"),
    ADDRESS_DEAD(Severity.WARN, Role.BOTH, "whoever is given that address by the name waits, or fails"),
    ADDRESS_SLOW(Severity.WARN, Role.BOTH, "every new connection from here takes as long, and requests with it"),
    HEALTH_PATH(Severity.BLOCK, Role.BOTH, "no slice moves to a side that says it is not well"),
    HEALTH_SLOW(Severity.WARN, Role.BOTH, "the first answers after a flip will be as slow"),
    FIGURE(Severity.BLOCK, Role.BOTH, "nothing after a cutover could be settled by it"),
    CERTIFICATE(Severity.BLOCK, Role.BOTH, "the router speaks to nobody that does not prove who it is"),
    CERTIFICATE_ENDS(Severity.WARN, Role.BOTH, "behind its end the router speaks to that side no more"),
    REDIRECT_DIFFERS(Severity.WARN, Role.BOTH, "links and clients of plain HTTP would fare differently after a flip"),
    CLOCK_DIFFERS(Severity.WARN, Role.BOTH, "tokens, sessions and times in rows differ when users change sides"),
    CLOCK_SKEW(Severity.WARN, Role.BOTH, "times in journal and report do not fit those that are written down there");

    private final Severity severity;
    private final Role role;
    private final String why;

    ControlCheck(Severity severity, Role role, String why) {
        this.severity = severity;
        this.role = role;
        this.why = why;
    }

    Check check() {
        return new Check(name().toLowerCase(Locale.ROOT).replace('_', '-'), severity, role, why);
    }

    Finding finding(String subject, String found, String remedy) {
        return new Finding(check(), subject, found, remedy);
    }
}
