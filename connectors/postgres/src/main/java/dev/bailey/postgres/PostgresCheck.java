package dev.bailey.postgres;

import dev.bailey.core.Check;
import dev.bailey.core.Check.Role;
import dev.bailey.core.Check.Severity;
import dev.bailey.core.Finding;
import java.util.Locale;

/** Everything that is looked at in a database of PostgreSQL, with the reason. Its name is known to plans for good. */
enum PostgresCheck {
    WAL_LEVEL(Severity.BLOCK, Role.READ, "without the logical level the log does not hold what rows were changed to"),
    LOG_RIGHT(Severity.BLOCK, Role.READ, "only a role for replication is given the log"),
    CREATE_RIGHT(Severity.BLOCK, Role.BOTH, "checkpoints and guards are kept in the database that they speak of"),
    FREE_SLOTS(Severity.BLOCK, Role.READ, "a slot is what keeps the log until it was read"),
    FREE_SENDERS(Severity.BLOCK, Role.READ, "each reader of the log takes a sender"),
    ENCODING_UNKNOWN(Severity.BLOCK, Role.BOTH, "bytes of no known encoding cannot be carried as text"),
    PREPARED_TRANSACTION(Severity.BLOCK, Role.READ, "a stream begins only when every transaction of before has ended"),
    LARGE_OBJECTS(Severity.BLOCK, Role.READ, "they would be missing on the other side, in silence"),
    SUBSCRIPTION(Severity.BLOCK, Role.WRITTEN, "its rows pass the guard, and may go round in a loop"),
    UNLOGGED_TABLE(Severity.BLOCK, Role.READ, "what is not in the log is not followed"),
    REPLICA_IDENTITY(Severity.BLOCK, Role.READ, "an update in the log must say which row it changed"),
    TABLE_OWNER(Severity.BLOCK, Role.BOTH, "publishing a table and guarding it are its owner's rights"),
    WRITE_GRANTS(Severity.BLOCK, Role.WRITTEN, "behind a move the application would be refused what it does today"),
    ROW_SECURITY(Severity.BLOCK, Role.READ, "hidden rows would not be copied, in silence"),
    TRIGGER_ALWAYS(Severity.BLOCK, Role.WRITTEN, "what the trigger did on the other side comes with the changes"),
    TRIGGER_TWICE(Severity.BLOCK, Role.WRITTEN, "what the trigger did on the other side comes with the changes"),
    RULE_ALWAYS(Severity.BLOCK, Role.WRITTEN, "what the rule did on the other side comes with the changes"),
    RULE_TWICE(Severity.BLOCK, Role.WRITTEN, "what the rule did on the other side comes with the changes"),
    FOREIGN_KEY_ACTS(Severity.BLOCK, Role.WRITTEN, "rows come in an order in which the key may not hold yet"),
    FOREIGN_KEY_OUTSIDE(Severity.BLOCK, Role.WRITTEN, "rows would stay without the row that they point to"),
    FOREIGN_KEY_COPY(Severity.BLOCK, Role.WRITTEN, "tables are filled side by side, in no order that the key knows"),
    SCHEMA_USAGE(Severity.BLOCK, Role.BOTH, "tables in it can be neither read nor written"),
    SCHEMA_CREATE(Severity.BLOCK, Role.WRITTEN, "the tables that are missing are made there"),
    SEQUENCE_RIGHT(Severity.BLOCK, Role.BOTH, "a sequence that is not carried gives out numbers that are taken"),
    STATISTICS_RIGHT(Severity.BLOCK, Role.BOTH, "a fence waits for open transactions, and names those that do not end"),
    SCHEMA_OF_OTHERS(Severity.BLOCK, Role.BOTH, "somebody else's checkpoints are there, perhaps of a running move"),
    SESSION_ROLE(Severity.BLOCK, Role.WRITTEN, "the guard lets Bailey pass by the name of its session"),
    SHARED_ROLE(Severity.BLOCK, Role.WRITTEN, "what that application writes is taken for Bailey's own"),
    IDENTITY_COMPUTED(Severity.BLOCK, Role.READ, "an update in the log must say which row it changed"),
    IDENTITY_VIRTUAL(Severity.BLOCK, Role.READ, "updates by users would begin to fail"),
    NO_COLUMNS(Severity.BLOCK, Role.BOTH, "rows that cannot be told apart cannot be followed"),
    TYPE_WITHOUT_INPUT(Severity.BLOCK, Role.WRITTEN, "its values cannot be written by anybody"),
    EXTENSION_NEEDED(Severity.BLOCK, Role.WRITTEN, "tables that use its types and functions cannot be made"),
    EXTENSION_ABSENT(Severity.WARN, Role.WRITTEN, "queries of applications may use what it brings"),
    EXTENSION_VERSION(Severity.WARN, Role.WRITTEN, "types and functions of one name may behave in two ways"),
    ENCODING_DIFFERS(Severity.WARN, Role.WRITTEN, "characters that the other encoding lacks are refused one by one"),
    COLLATION_DIFFERS(
            Severity.WARN, Role.WRITTEN, "texts sort in another order, and pages and unique indexes with them"),
    TIME_ZONE_DIFFERS(Severity.WARN, Role.WRITTEN, "now(), dates and defaults mean something else to applications"),
    VERSION_OLDER(Severity.WARN, Role.WRITTEN, "what the newer version allows may not exist in the older one"),
    READ_GRANTS(Severity.WARN, Role.WRITTEN, "behind a move whoever reads there would be refused"),
    LONG_TRANSACTION(Severity.WARN, Role.READ, "a stream, a copy and a fence wait for it, and dead rows are kept"),
    LOG_LIMIT(Severity.WARN, Role.READ, "the server drops a stream that falls so far behind, and it begins anew"),
    SLOT_OF_OTHERS(Severity.WARN, Role.READ, "a slot that nobody reads keeps the log until the disk is full"),
    SENDER_TIMEOUT(Severity.WARN, Role.READ, "a reader that is busy for so long is cut off"),
    KEY_HEADROOM(
            Severity.WARN, Role.BOTH, "a flip sets the sequence further ahead, and behind the end nothing is inserted"),
    FREE_CONNECTIONS(Severity.WARN, Role.BOTH, "copy, streams and comparison take connections beside the users'"),
    SCHEDULED_JOBS(
            Severity.WARN, Role.WRITTEN, "a job that runs on both sides writes past the side that owns the data"),
    EVENT_TRIGGER(Severity.WARN, Role.WRITTEN, "it acts when the tables are made, and may forbid it"),
    MATERIALIZED_VIEW(Severity.INFO, Role.READ, "it is not carried with the tables, and refreshed by nobody"),
    CLOCKS_APART(Severity.WARN, Role.BOTH, "times in rows, tokens and leases differ when users change sides");

    private final Severity severity;
    private final Role role;
    private final String why;

    PostgresCheck(Severity severity, Role role, String why) {
        this.severity = severity;
        this.role = role;
        this.why = why;
    }

    Check check() {
        return new Check(name().toLowerCase(Locale.ROOT).replace('_', '-'), severity, role, why);
    }

    static PostgresCheck of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    Finding finding(String subject, String found, String remedy) {
        return new Finding(check(), subject, found, remedy);
    }
}
