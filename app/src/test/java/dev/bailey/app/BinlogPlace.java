package dev.bailey.app;

import dev.bailey.core.Side;
import dev.bailey.testkit.BinlogServer;
import dev.bailey.testkit.MariaDbServer;
import dev.bailey.testkit.MySqlServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A database on a MySQL or MariaDB server, with the rights that the documents name and no others. */
record BinlogPlace(BinlogServer server, String engine, String database, String url) implements ShopPlace {

    private static final Map<String, Map<Side, BinlogServer>> SERVERS = new HashMap<>();

    /** A database keeps its name when it moves, so both sides must make theirs in turns. */
    private static final Map<Side, Integer> MADE = new EnumMap<>(Side.class);

    static synchronized BinlogPlace fresh(String engine, Side side) {
        BinlogServer server = SERVERS.computeIfAbsent(engine, none -> new EnumMap<>(Side.class))
                .computeIfAbsent(side, none -> start(engine));
        String database = "shop" + MADE.merge(side, 1, Integer::sum);
        return new BinlogPlace(server, engine, database, server.createDatabase(database));
    }

    /** Skips a test where its engine cannot be had. */
    static void require(String engine) {
        if (engine.equals("mariadb")) {
            MariaDbServer.require();
        } else {
            MySqlServer.require();
        }
    }

    private static BinlogServer start(String engine) {
        require(engine);
        return engine.equals("mariadb") ? MariaDbServer.start() : MySqlServer.start();
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public String jdbcUrl() {
        return "jdbc:mariadb://127.0.0.1:" + server.port() + "/" + database;
    }

    @Override
    public String user() {
        return BinlogServer.BAILEY;
    }

    @Override
    public String application() {
        return BinlogServer.APPLICATION;
    }

    @Override
    public String password() {
        return BinlogServer.PASSWORD;
    }

    @Override
    public boolean bare() {
        return false;
    }

    @Override
    public ShopPlace through(int port) {
        return new BinlogPlace(server, engine, database, url.replaceFirst(":\\d+/", ":" + port + "/"));
    }

    @Override
    public Connection connect() throws SQLException {
        return server.connect(database);
    }

    /** As one who may everything. */
    void administer(String... statements) {
        server.execute("", statements);
    }

    @Override
    public void endSessions() {
        try (Connection administrator = server.connect("", BinlogServer.ADMINISTRATOR);
                Statement statement = administrator.createStatement()) {
            List<Long> sessions = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(
                    "SELECT id FROM information_schema.PROCESSLIST WHERE user IN ('app', 'bailey') AND db = '"
                            + database + "'")) {
                while (rows.next()) {
                    sessions.add(rows.getLong(1));
                }
            }
            for (long session : sessions) {
                try {
                    statement.execute("KILL " + session);
                } catch (SQLException ignored) {
                    // It ended by itself.
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Keys of new sessions begin here, and go in such steps. */
    @Override
    public void steps(int step, int start) {
        server.execute("", "SET GLOBAL auto_increment_increment = " + step + ", auto_increment_offset = " + start);
    }

    /** The server keeps nothing for a stream. */
    @Override
    public void dropStreams() {}
}
