package dev.bailey.app;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import java.util.Set;

/** {@link Churn} as MySQL and MariaDB spell it. */
record BinlogChurn(ShopPlace place) implements ChurnSql {

    static final String[] SCHEMA = {
        "CREATE TABLE item (id int PRIMARY KEY, code int UNIQUE NOT NULL, label varchar(60) UNIQUE, body mediumtext,"
                + " n double)",
        "CREATE TABLE account (tenant int, id int, email varchar(60) UNIQUE, note mediumtext,"
                + " seen timestamp(6) DEFAULT CURRENT_TIMESTAMP(6), PRIMARY KEY (tenant, id))",
        "CREATE TABLE flash (id int PRIMARY KEY, v mediumtext)"
    };

    private static final int IDS = 200;

    /** Unique values taken, deadlocks, and savepoints of a transaction that a truncation has ended. */
    private static final Set<Integer> EXPECTED = Set.of(1062, 1213, 1305);

    @Override
    public Connection connect() throws SQLException {
        return place.connect();
    }

    @Override
    public boolean isExpected(SQLException failure) {
        return EXPECTED.contains(failure.getErrorCode());
    }

    @Override
    public void something(Connection connection, Random random) throws SQLException {
        int id = random.nextInt(IDS);
        int other = random.nextInt(IDS);
        String large = random.nextInt(3) == 0 ? ChurnSql.large(random) : "small " + random.nextInt();
        switch (random.nextInt(12)) {
            case 0, 1, 2 ->
                ChurnSql.run(
                        connection, "INSERT IGNORE INTO item VALUES (?, ?, ?, ?, 0.1)", id, other, "l" + other, large);
            case 3 -> ChurnSql.run(connection, "DELETE FROM item WHERE id = ?", id);
            case 4 -> ChurnSql.run(connection, "UPDATE item SET n = rand() WHERE id IN (?, ?)", id, other);
            case 5 -> ChurnSql.run(connection, "UPDATE item SET code = -code - 1000 WHERE id = ?", id);
            case 6 -> swap(connection, id, other);
            case 7 -> ChurnSql.run(connection, "UPDATE item SET id = ? + 1000, n = 1 WHERE id = ?", id, id);
            case 8 -> ChurnSql.run(connection, "UPDATE item SET id = id - 1000 WHERE id = ? + 1000", id);
            case 9 ->
                ChurnSql.run(
                        connection,
                        "INSERT INTO account (tenant, id, email, note) VALUES (?, ?, ?, ?)"
                                + " ON DUPLICATE KEY UPDATE note = VALUES(note), email = NULL",
                        id % 3,
                        id,
                        "m" + other,
                        large);
            case 10 -> ChurnSql.run(connection, "DELETE FROM account WHERE tenant = ? AND id > ?", id % 3, IDS - 5);
            default -> flash(connection, random, id);
        }
    }

    private static void swap(Connection connection, int id, int other) throws SQLException {
        ChurnSql.run(connection, "UPDATE item SET code = code + 1000000, label = concat(label, 'x') WHERE id = ?", id);
        ChurnSql.run(
                connection,
                "UPDATE item b JOIN item a ON a.id <> b.id SET b.code = a.code - 1000000,"
                        + " b.label = left(a.label, char_length(a.label) - 1)"
                        + " WHERE a.id = ? AND b.id = ? AND a.code >= 900000",
                id,
                other);
        ChurnSql.run(
                connection,
                "UPDATE item SET code = -cast(crc32(code) % 2000000000 AS signed), label = NULL WHERE id = ?",
                id);
    }

    /** A truncation ends the transaction that it stands in. */
    private static void flash(Connection connection, Random random, int id) throws SQLException {
        if (random.nextInt(50) == 0) {
            ChurnSql.run(connection, "TRUNCATE flash");
        } else {
            ChurnSql.run(
                    connection, "INSERT INTO flash VALUES (?, 'v') ON DUPLICATE KEY UPDATE v = concat(v, 'u')", id);
        }
    }
}
