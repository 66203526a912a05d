package dev.bailey.postgres;

import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Whether a database lets Bailey in. One that did and does not any more (a password changed, a user locked, a standby
 * where the primary was) is a world that may mend: it is tried again, but seldom, for each knock with a wrong password
 * is one that the server logs and may count. Thread-safe.
 */
final class Door {

    /** Few enough not to lock a user out, often enough that nobody waits long after mending it. */
    static final Duration KNOCK_EVERY = Duration.ofSeconds(10);

    private static final String WRONG_PASSWORD = "28P01";

    private final String where;
    private final String user;
    private final Duration knockEvery;
    private boolean passed;
    private @Nullable Problem refusal;
    private long refusedAt;

    Door(String where, String user, Duration knockEvery) {
        this.where = where;
        this.user = user;
        this.knockEvery = knockEvery;
    }

    /** Throws the last refusal again while it is too early for another knock. */
    synchronized void knock() {
        Problem last = refusal;
        if (last != null && System.nanoTime() - refusedAt < knockEvery.toNanos()) {
            throw new Problem(last.kind(), String.valueOf(last.getMessage()), last);
        }
    }

    /** A connection was made; to a standby it is of no use. */
    synchronized void opened(Connection connection) throws SQLException {
        if (passed && "on".equals(connection.unwrap(PGConnection.class).getParameterStatus("in_hot_standby"))) {
            throw new Problem(
                    Kind.UNREACHABLE,
                    where + " is a standby now: where a standby has taken over from it, name both servers in the plan"
                            + " (host:port,host:port), and restart Bailey");
        }
        passed = true;
        refusal = null;
    }

    /** What a failure to connect is to be taken for. */
    synchronized Problem refused(SQLException failure) {
        Problem problem = PostgresProblems.of("connecting as \"" + user + "\"", where, failure);
        if (problem.kind() != Kind.DENIED) {
            return problem;
        }
        refusedAt = System.nanoTime();
        refusal = passed
                ? new Problem(
                        Kind.UNREACHABLE,
                        where + " no longer lets user \"" + user + "\" in: " + PostgresProblems.words(failure)
                                + "; tried again every " + knockEvery.toSeconds() + " s, and goes on where it was"
                                + (WRONG_PASSWORD.equals(failure.getSQLState())
                                        ? "; if the password was changed, put the new one into the plan and restart"
                                                + " Bailey"
                                        : " once it is let in"),
                        failure)
                : problem;
        return refusal;
    }
}
