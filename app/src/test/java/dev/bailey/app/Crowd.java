package dev.bailey.app;

import dev.bailey.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Clients that take every session a server has to give, also those that Bailey had. Confined to one thread. */
final class Crowd implements AutoCloseable {

    private static final String TOO_MANY = "53300";
    private static final int SESSIONS_MAX = 400;
    private static final int ROUNDS_MAX = 100;
    private static final String BAILEY =
            " FROM pg_stat_activity WHERE application_name = 'bailey' AND backend_type = 'client backend'";

    private final PostgresServer server;
    private final String database;
    private final List<Connection> sessions = new ArrayList<>();

    /** Returns once nobody else gets in, and Bailey is out. */
    Crowd(PostgresServer server, String database) {
        this.server = server;
        this.database = database;
        fill();
        for (int round = 0; number("SELECT count(*)" + BAILEY) > 0; round++) {
            if (round == ROUNDS_MAX) {
                throw new IllegalStateException("Bailey is always quicker");
            }
            number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'bailey'");
            fill();
        }
    }

    private void fill() {
        while (sessions.size() < SESSIONS_MAX) {
            try {
                sessions.add(server.connect(database));
            } catch (SQLException e) {
                if (TOO_MANY.equals(e.getSQLState())) {
                    return;
                }
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException("the server has room for more than " + SESSIONS_MAX);
    }

    private long number(String query) {
        try (Statement statement = sessions.get(0).createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One of them does something. */
    void execute(String sql) {
        try (Statement statement = sessions.get(0).createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** They go home. */
    @Override
    public void close() {
        for (Connection session : sessions) {
            try {
                session.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        sessions.clear();
    }
}
