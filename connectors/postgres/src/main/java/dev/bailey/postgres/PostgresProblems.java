package dev.bailey.postgres;

import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import dev.bailey.core.UnknownName;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Turns what the driver throws into a {@link Problem}: the SQLSTATE decides the kind, the server's words stay. */
final class PostgresProblems {

    /** What the driver says behind "refused"; what to do is said here, and once. */
    private static final String ADVICE_OF_DRIVER = "\\. Check that the hostname and port are correct.*";

    private static final String DISK_FULL = "53100";
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final String FOREIGN_KEY = "23503";
    private static final Set<String> MISFITS = Set.of("42P01", "42703", "42704", "42804", "428C9", "23502", "23514");

    /** No such schema, or function in it. */
    private static final Set<String> MISSING = Set.of("3F000", "42883");

    private PostgresProblems() {}

    /**
     * Names what went wrong and where.
     *
     * @param doing what was being done, such as {@code reading the guard}
     * @param where host, port and database, without a secret
     */
    static Problem of(String doing, String where, SQLException failure) {
        return of(kind(failure.getSQLState()), doing, where, failure);
    }

    static Problem of(Kind kind, String doing, String where, SQLException failure) {
        String said = UnknownName.of(failure)
                .map(UnknownName::sentence)
                .orElseGet(() -> words(failure) + advice(kind, failure.getSQLState()));
        return new Problem(kind, doing + " at " + where + ": " + said, failure);
    }

    /**
     * Whether a row from the other side was refused because the table here is another: no such value (22), no such
     * table, column or type, a column that is computed, must not be null, or is checked.
     */
    static boolean isMisfit(@Nullable String state) {
        return state != null && (state.startsWith("22") || MISFITS.contains(state));
    }

    /** Bailey has not been here yet, or is here no longer. */
    static boolean isMissing(SQLException failure) {
        return failure.getSQLState() != null && MISSING.contains(failure.getSQLState());
    }

    static Kind kind(@Nullable String state) {
        if (state == null) {
            return Kind.FAILED;
        }
        if (state.startsWith("08") || state.startsWith("57P0")) {
            return Kind.UNREACHABLE;
        }
        if (state.startsWith("28") || state.equals("42501")) {
            return Kind.DENIED;
        }
        // Out of room, memory or connections, or past a limit that an administrator set.
        if (state.startsWith("53")) {
            return Kind.BUSY;
        }
        return switch (state) {
            // 25006: the server is read-only, as it is while a failover is under way. 25P04: a limit on transactions.
            case "55P03", "57014", "55006", "40001", "40P01", "25006", "25P04" -> Kind.BUSY;
            case "3D000" -> Kind.UNFIT;
            default -> Kind.FAILED;
        };
    }

    /** The server's own sentence with its SQLSTATE, or the driver's where the server said none. */
    static String words(SQLException failure) {
        Optional<ServerErrorMessage> said = said(failure);
        String message = said.map(ServerErrorMessage::getMessage)
                .orElseGet(() -> String.valueOf(failure.getMessage()).replaceFirst(ADVICE_OF_DRIVER, ""));
        return failure.getSQLState() == null ? message : message + " (SQLSTATE " + failure.getSQLState() + ")";
    }

    /** The constraint or index that the server names; null where it names none. */
    static @Nullable String constraint(SQLException failure) {
        return said(failure).map(ServerErrorMessage::getConstraint).orElse(null);
    }

    private static Optional<ServerErrorMessage> said(SQLException failure) {
        return failure instanceof PSQLException driver
                ? Optional.ofNullable(driver.getServerErrorMessage())
                : Optional.empty();
    }

    private static String advice(Kind kind, @Nullable String state) {
        if (FOREIGN_KEY.equals(state)) {
            return "; a foreign key stands in the way of what Bailey carries: drop it for the time, or let Bailey's user"
                    + " set session_replication_role (docs/postgresql.md, \"Rights\")";
        }
        if (DISK_FULL.equals(state)) {
            return "; make room on that server's disk: it goes on by itself";
        }
        if (TOO_MANY_CONNECTIONS.equals(state)) {
            return "; it works again once sessions there have ended; or raise max_connections (max_wal_senders for"
                    + " streams)";
        }
        return switch (kind) {
            case UNREACHABLE -> "; check that the server runs there and that the network lets Bailey through";
            case DENIED -> "; check the user, the password and the rights of the user in the plan";
            case BUSY -> "; it may work a little later";
            case MISFIT -> "; make the table the same on both sides: it goes on by itself";
            case UNFIT, CONFLICT, FAILED -> "";
        };
    }
}
