package dev.bailey.mysql;

import dev.bailey.core.Check;
import dev.bailey.core.Check.Role;
import dev.bailey.core.Check.Severity;
import dev.bailey.core.Finding;
import java.util.Locale;

/**
 * Everything that is looked at in a database of MySQL or MariaDB, with the reason. Its name is known to plans for good.
 */
enum MysqlCheck {
    LOG_OFF(Severity.BLOCK, Role.READ, "without a binary log there is nothing to follow, there or back"),
    LOG_FORMAT(Severity.BLOCK, Role.READ, "a statement in the log does not say which rows it changed"),
    ROW_IMAGE(Severity.BLOCK, Role.READ, "a row in the log must say all that it holds"),
    ROW_VALUE_OPTIONS(Severity.BLOCK, Role.READ, "a document in the log must be whole"),
    LOG_COMPRESSED(Severity.BLOCK, Role.READ, "Bailey does not yet read compressed transactions"),
    LOG_RIGHT(Severity.BLOCK, Role.READ, "only a user for replication is given the log"),
    LOG_FILTER(Severity.BLOCK, Role.READ, "what the server leaves out of its log is not followed"),
    SERVER_ID(Severity.BLOCK, Role.READ, "a server without a number gives its log to nobody"),
    REPLICA_UNLOGGED(Severity.BLOCK, Role.READ, "what a replica applies must be in its own log"),
    COMMIT_ORDER(Severity.BLOCK, Role.READ, "a copy and the log meet only where commits keep the log's order"),
    READ_ONLY(Severity.BLOCK, Role.BOTH, "checkpoints and guards are kept in the server that they speak of"),
    CREATE_RIGHT(Severity.BLOCK, Role.BOTH, "checkpoints and guards are kept in a database beside the moved one"),
    TABLE_RIGHT(Severity.BLOCK, Role.BOTH, "tables are read, written and guarded"),
    TRANSACTION_RIGHT(
            Severity.BLOCK, Role.BOTH, "a fence waits for open transactions, and names those that do not end"),
    TRIGGER_CREATORS(Severity.BLOCK, Role.BOTH, "the guard is a trigger on each table"),
    LOCAL_INFILE(Severity.BLOCK, Role.WRITTEN, "tables are filled by LOAD DATA LOCAL INFILE"),
    COPY_UNLOGGED(Severity.BLOCK, Role.WRITTEN, "rows that are left out of the log never get to a replica"),
    TABLE_ENGINE(Severity.BLOCK, Role.BOTH, "only InnoDB knows transactions, and locks that a fence can wait for"),
    TABLE_VERSIONED(Severity.BLOCK, Role.READ, "the history of its rows cannot be written by anybody"),
    SEQUENCE(Severity.BLOCK, Role.READ, "it is not carried, and would give out numbers that are taken"),
    CASCADE(Severity.BLOCK, Role.BOTH, "what a foreign key changes by itself is not in the log"),
    FOREIGN_KEY_OUTSIDE(Severity.BLOCK, Role.WRITTEN, "rows would stay without the row that they point to"),
    TRIGGER_TWICE(Severity.BLOCK, Role.WRITTEN, "what the trigger did on the other side comes with the changes"),
    TRIGGER_DEFINER(Severity.BLOCK, Role.BOTH, "triggers are made on the side that users come to, for who made them"),
    TYPE_UNKNOWN(Severity.BLOCK, Role.BOTH, "its values would not be carried byte for byte"),
    KEYLESS_REAL(
            Severity.BLOCK, Role.READ, "a row that is known by all that it holds is not found by a rounded number"),
    COLLATION_UNKNOWN(Severity.BLOCK, Role.WRITTEN, "the table cannot be made there"),
    PRIMARY_KEY_REQUIRED(Severity.BLOCK, Role.WRITTEN, "tables are made as they are on the source"),
    KEYS_MEET(Severity.BLOCK, Role.BOTH, "while tenants live on both sides, both give out keys"),
    NAME_CASE(Severity.BLOCK, Role.BOTH, "a table's name must mean the same on both sides, and to the guard"),
    PREPARED_TRANSACTION(Severity.BLOCK, Role.READ, "a fence waits until every transaction is decided"),
    XA_TRANSACTIONS(Severity.BLOCK, Role.READ, "the stream stops at a transaction that is prepared, and decided later"),
    FED_BY_ANOTHER(Severity.BLOCK, Role.WRITTEN, "what another server sends passes the guard, and may go in a loop"),
    REPLICA_RIGHT(Severity.WARN, Role.WRITTEN, "nobody else can say whether another server sends its changes here"),
    KEYLESS(Severity.WARN, Role.READ, "its rows are found by all that they hold, one by one"),
    ROW_METADATA(Severity.WARN, Role.READ, "after a table is altered the log does not say which column is which"),
    GTID_OFF(Severity.WARN, Role.READ, "when a replica takes over, nobody can say where to go on in its log"),
    LOG_RETENTION(Severity.WARN, Role.READ, "the server throws its log away whether it was read or not"),
    PACKET_SIZE(Severity.WARN, Role.WRITTEN, "a row that was taken on the other side may be too long"),
    KEY_HEADROOM(
            Severity.WARN, Role.BOTH, "a flip sets the counter further ahead, and behind the end nothing is inserted"),
    KEY_STEP(Severity.WARN, Role.WRITTEN, "new keys come in other steps when users change sides"),
    SQL_MODE_DIFFERS(Severity.WARN, Role.WRITTEN, "statements of applications may be refused, or mean something else"),
    TIME_ZONE_DIFFERS(Severity.WARN, Role.WRITTEN, "NOW() and times mean something else to applications"),
    CHARACTER_SET_DIFFERS(Severity.WARN, Role.WRITTEN, "new tables and texts without one take the server's"),
    VERSION_OLDER(Severity.WARN, Role.WRITTEN, "what the newer version allows may not exist in the older one"),
    DEFINERS_UNSEEN(Severity.WARN, Role.BOTH, "a trigger whose maker is not known there refuses whoever writes"),
    LONG_TRANSACTION(Severity.WARN, Role.READ, "a fence waits for it"),
    FREE_CONNECTIONS(Severity.WARN, Role.BOTH, "copy, streams and comparison take connections beside the users'"),
    SCHEDULED_JOBS(
            Severity.WARN, Role.WRITTEN, "an event that runs on both sides writes past the side that owns the data"),
    CLOCKS_APART(Severity.WARN, Role.BOTH, "times in rows, tokens and leases differ when users change sides"),
    TRIGGERS_CARRIED(Severity.INFO, Role.READ, "no session can leave them out, so they are on one side at a time"),
    NOT_CARRIED(Severity.INFO, Role.READ, "views, routines and events are the application's to make there");

    private final Severity severity;
    private final Role role;
    private final String why;

    MysqlCheck(Severity severity, Role role, String why) {
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
