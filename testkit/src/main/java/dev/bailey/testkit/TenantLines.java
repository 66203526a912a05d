package dev.bailey.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What an application of many tenants keeps in tables that have no column for the tenant: of each entry a line, of each
 * line a note, and of each account a tally that counts as it does. Whose such a row is, its foreign key says.
 */
public final class TenantLines {

    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE line (id %s PRIMARY KEY, entry_id bigint NOT NULL, token varchar(200) NOT NULL,"
                    + " FOREIGN KEY (entry_id) REFERENCES entry (id))",
            "CREATE TABLE note (id %s PRIMARY KEY, line_id bigint NOT NULL, token varchar(200) NOT NULL,"
                    + " FOREIGN KEY (line_id) REFERENCES line (id))",
            "CREATE TABLE tally (holder varchar(200) PRIMARY KEY, total bigint NOT NULL,"
                    + " FOREIGN KEY (holder) REFERENCES account (tenant))");

    /** What no booking explains, for each booking makes one row of each. */
    private static final List<String> CONTRADICTIONS = List.of(
            "SELECT concat('entry ', e.id, ' has ', count(l.id), ' lines') FROM entry e LEFT JOIN line l"
                    + " ON l.entry_id = e.id AND l.token = e.token GROUP BY e.id HAVING count(l.id) <> 1",
            "SELECT concat('line ', l.id, ' has ', count(n.id), ' notes') FROM line l LEFT JOIN note n"
                    + " ON n.line_id = l.id AND n.token = l.token GROUP BY l.id HAVING count(n.id) <> 1",
            "SELECT concat('the tally of tenant ', a.tenant, ' is ', t.total, ', and its account ', a.total)"
                    + " FROM account a LEFT JOIN tally t ON t.holder = a.tenant WHERE t.total IS NULL OR t.total <> a.total");

    private static final List<String> ROWS = List.of(
            "SELECT concat('line ', id, ' of ', entry_id, ' ', token) FROM line ORDER BY id",
            "SELECT concat('note ', id, ' of ', line_id, ' ', token) FROM note ORDER BY id",
            "SELECT concat('tally ', holder, ' ', total) FROM tally ORDER BY holder");

    private TenantLines() {}

    /**
     * How a plan says to which rows these belong.
     *
     * @param schema in which they are; on MySQL and MariaDB a database
     */
    public static String paths(String schema) {
        return "paths: { %1$s.line: { entry_id: %1$s.entry.id }, %1$s.note: { line_id: %1$s.line.id }, %1$s.tally: { holder: %1$s.account.tenant } }"
                .formatted(schema);
    }

    /** @param number the type of an identifier that the database gives out */
    static List<String> schema(String number) {
        return SCHEMA.stream().map(sql -> sql.formatted(number)).toList();
    }

    /** In the transaction that makes the entry; the tally is counted as the account is. */
    static void book(Connection connection, long entry, String token) throws SQLException {
        long line = insert(connection, "INSERT INTO line (entry_id, token) VALUES (?, ?)", entry, token);
        insert(connection, "INSERT INTO note (line_id, token) VALUES (?, ?)", line, token);
    }

    private static long insert(Connection connection, String sql, long of, String token) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
            statement.setLong(1, of);
            statement.setString(2, token);
            statement.execute();
            return key(statement);
        }
    }

    static long key(PreparedStatement statement) throws SQLException {
        try (ResultSet keys = statement.getGeneratedKeys()) {
            keys.next();
            return keys.getLong(1);
        }
    }

    /** What one side holds that no booking explains, in sentences. */
    public static List<String> contradictions(Connection side) throws SQLException {
        return read(side, CONTRADICTIONS);
    }

    /** All rows of one side. */
    public static List<String> rows(Connection side) throws SQLException {
        return read(side, ROWS);
    }

    private static List<String> read(Connection side, List<String> queries) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = side.createStatement()) {
            for (String query : queries) {
                try (ResultSet rows = statement.executeQuery(query)) {
                    while (rows.next()) {
                        found.add(rows.getString(1));
                    }
                }
            }
        }
        return found;
    }
}
