package dev.bailey.mysql;

import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import dev.bailey.core.UnknownName;
import java.sql.SQLException;
import java.util.Set;

/**
 * Turns what the driver throws into a {@link Problem}: the error's number decides the kind, the server's words stay.
 */
final class MysqlProblems {

    /** A unique value is taken (1062, 1586), as every index of either engine says it. */
    private static final Set<Integer> COLLISIONS = Set.of(1022, 1062, 1586);

    /**
     * A row was refused because the table here is another: no such table or column, a null, a value that does not fit
     * its column, a check.
     */
    private static final Set<Integer> MISFITS =
            Set.of(1048, 1054, 1136, 1146, 1264, 1265, 1292, 1364, 1366, 1406, 3140, 3105, 1906, 3819, 4025);

    private static final Set<Integer> DENIALS = Set.of(1044, 1045, 1142, 1143, 1227, 1370, 1410, 1419, 1698, 3118);

    /**
     * Lock waits, deadlocks, a table altered under a snapshot, a full disk, too many connections, a server that is
     * read-only while a failover is under way.
     */
    private static final Set<Integer> BUSY = Set.of(1021, 1040, 1114, 1203, 1205, 1213, 1226, 1290, 1412, 1614, 1836);

    private static final Set<Integer> GONE = Set.of(1053, 1077, 1079, 1152, 1158, 1159, 1160, 1161, 1927, 2006, 2013);

    private MysqlProblems() {}

    /**
     * Names what went wrong and where.
     *
     * @param doing what was being done, such as {@code reading the guard}
     * @param where host, port and database, without a secret
     */
    static Problem of(String doing, String where, SQLException failure) {
        Kind kind = kind(failure);
        String said = UnknownName.of(failure).map(UnknownName::sentence).orElseGet(() -> words(failure) + advice(kind));
        return new Problem(kind, doing + " at " + where + ": " + said, failure);
    }

    static boolean isCollision(SQLException failure) {
        return COLLISIONS.contains(failure.getErrorCode());
    }

    /** A transaction that lost a deadlock, or waited too long for a lock, may be done again at once. */
    static boolean isLockTrouble(SQLException failure) {
        return failure.getErrorCode() == 1205 || failure.getErrorCode() == 1213;
    }

    static boolean isDeadlock(SQLException failure) {
        return failure.getErrorCode() == 1213;
    }

    /** No such database or table: Bailey has not been here yet. */
    static boolean isMissing(SQLException failure) {
        return failure.getErrorCode() == 1049 || failure.getErrorCode() == 1146;
    }

    /** Nobody answers there, or no longer. */
    static boolean isUnreachable(SQLException failure) {
        return kind(failure) == Kind.UNREACHABLE;
    }

    private static Kind kind(SQLException failure) {
        int number = failure.getErrorCode();
        String state = String.valueOf(failure.getSQLState());
        if (DENIALS.contains(number)) {
            return Kind.DENIED;
        } else if (BUSY.contains(number)) {
            return Kind.BUSY;
        } else if (GONE.contains(number) || state.startsWith("08")) {
            return Kind.UNREACHABLE;
        } else if (MISFITS.contains(number)) {
            return Kind.MISFIT;
        } else if (number == 1049) {
            return Kind.UNFIT;
        }
        return Kind.FAILED;
    }

    /** The server's own sentence with its number, or the driver's where the server said none. */
    static String words(SQLException failure) {
        String message = String.valueOf(failure.getMessage()).replaceFirst("^\\(conn=\\d+\\) ", "");
        return failure.getErrorCode() == 0 ? message : message + " (error " + failure.getErrorCode() + ")";
    }

    private static String advice(Kind kind) {
        return switch (kind) {
            case UNREACHABLE -> "; check that the server runs there and that the network lets Bailey through";
            case DENIED -> "; check the user, the password and the rights of the user in the plan";
            case BUSY -> "; it may work a little later";
            case MISFIT -> "; make the table the same on both sides: it goes on by itself";
            case UNFIT, CONFLICT, FAILED -> "";
        };
    }
}
