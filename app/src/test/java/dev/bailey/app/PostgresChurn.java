package dev.bailey.app;

import dev.bailey.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import java.util.Set;

/** {@link Churn} as PostgreSQL spells it. */
record PostgresChurn(PostgresServer server, String database) implements ChurnSql {

    static final String[] SCHEMA = {
        "CREATE TABLE item (id int PRIMARY KEY, code int UNIQUE NOT NULL, label text UNIQUE, body text, n numeric)",
        "CREATE TABLE account (tenant int, id int, email text UNIQUE, note text, seen timestamptz DEFAULT now(),"
                + " PRIMARY KEY (tenant, id))",
        "CREATE TABLE flash (id int PRIMARY KEY, v text)"
    };

    private static final int IDS = 200;

    /** Unique values taken, deadlocks. */
    private static final Set<String> EXPECTED = Set.of("23505", "40P01");

    @Override
    public Connection connect() throws SQLException {
        return server.connect(database);
    }

    @Override
    public boolean isExpected(SQLException failure) {
        return EXPECTED.contains(failure.getSQLState());
    }

    @Override
    public void something(Connection connection, Random random) throws SQLException {
        int id = random.nextInt(IDS);
        int other = random.nextInt(IDS);
        String large = random.nextInt(3) == 0 ? ChurnSql.large(random) : "small " + random.nextInt();
        switch (random.nextInt(12)) {
            case 0, 1, 2 ->
                ChurnSql.run(
                        connection,
                        "INSERT INTO item VALUES (?, ?, ?, ?, 'NaN') ON CONFLICT DO NOTHING",
                        id,
                        other,
                        "l" + other,
                        large);
            case 3 -> ChurnSql.run(connection, "DELETE FROM item WHERE id = ?", id);
            case 4 -> ChurnSql.run(connection, "UPDATE item SET n = random() WHERE id IN (?, ?)", id, other);
            case 5 -> ChurnSql.run(connection, "UPDATE item SET code = -code - 1000 WHERE id = ?", id);
            case 6 -> swap(connection, id, other);
            case 7 -> ChurnSql.run(connection, "UPDATE item SET id = ? + 1000, n = 1 WHERE id = ?", id, id);
            case 8 -> ChurnSql.run(connection, "UPDATE item SET id = id - 1000 WHERE id = ? + 1000", id);
            case 9 ->
                ChurnSql.run(
                        connection,
                        "INSERT INTO account VALUES (?, ?, ?, ?) ON CONFLICT (tenant, id) DO UPDATE SET note ="
                                + " excluded.note, email = NULL",
                        id % 3,
                        id,
                        "m" + other,
                        large);
            case 10 -> ChurnSql.run(connection, "DELETE FROM account WHERE tenant = ? AND id > ?", id % 3, IDS - 5);
            default -> flash(connection, random, id);
        }
    }

    private static void swap(Connection connection, int id, int other) throws SQLException {
        ChurnSql.run(connection, "UPDATE item SET code = code + 1000000, label = label || 'x' WHERE id = ?", id);
        ChurnSql.run(
                connection,
                "UPDATE item b SET code = a.code - 1000000, label = left(a.label, -1) FROM item a"
                        + " WHERE a.id = ? AND b.id = ? AND a.id <> b.id AND a.code >= 900000",
                id,
                other);
        ChurnSql.run(connection, "UPDATE item SET code = -abs(hashint4(code)), label = NULL WHERE id = ?", id);
    }

    private static void flash(Connection connection, Random random, int id) throws SQLException {
        if (random.nextInt(50) == 0) {
            ChurnSql.run(connection, "TRUNCATE flash");
        } else {
            ChurnSql.run(
                    connection,
                    "INSERT INTO flash VALUES (?, 'v') ON CONFLICT (id) DO UPDATE SET v = flash.v || 'u'",
                    id);
        }
    }
}
