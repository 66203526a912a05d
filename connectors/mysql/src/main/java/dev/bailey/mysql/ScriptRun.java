package dev.bailey.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the statements of a schema so that they may be run again: this engine has no way back from one. */
final class ScriptRun {

    /** What is there already: a table, a foreign key as MySQL says it. */
    private static final Set<Integer> THERE_ALREADY = Set.of(1050, 1826);

    private static final int DUPLICATE_INDEX = 1061;

    /** How MariaDB says that a foreign key of this name is there. */
    private static final int CANNOT_CREATE = 1005;

    private static final Pattern NAME = Pattern.compile("'(.*)'");

    /**
     * Foreign keys may come before the rows that they speak of, and after those that contradict them. What indexes are
     * built of is sorted in few pieces, where the server can be told.
     */
    static final String SETTINGS = "SET SESSION foreign_key_checks = 0 /*!80027 , innodb_ddl_buffer_size = 33554432 */";

    private ScriptRun() {}

    /** Indexes that follow one another are built for several tables at once. */
    static void run(MysqlConnections connections, List<String> statements, Consumer<String> before)
            throws SQLException {
        try (Connection session = connections.open();
                Statement statement = session.createStatement()) {
            statement.execute(SETTINGS);
            Map<String, List<String>> buildings = new LinkedHashMap<>();
            for (String sql : statements) {
                Optional<String> built = CreateTable.built(sql);
                if (built.isPresent()) {
                    buildings
                            .computeIfAbsent(built.get(), table -> new ArrayList<>())
                            .add(sql);
                } else {
                    build(connections, buildings, before);
                    before.accept(sql);
                    run(statement, sql);
                }
            }
            build(connections, buildings, before);
        }
    }

    private static void build(
            MysqlConnections connections, Map<String, List<String>> buildings, Consumer<String> before)
            throws SQLException {
        if (!buildings.isEmpty()) {
            new IndexBuilds(connections, before).run(buildings.values());
            buildings.clear();
        }
    }

    /** Each round leaves one index out that is there already. */
    static void run(Statement statement, String sql) throws SQLException {
        String left = sql;
        while (!left.isEmpty()) {
            try {
                statement.execute(left);
                return;
            } catch (SQLException e) {
                if (e.getErrorCode() != DUPLICATE_INDEX) {
                    requireThereAlready(e);
                    return;
                }
                left = without(left, e);
            }
        }
    }

    private static void requireThereAlready(SQLException failure) throws SQLException {
        boolean there = THERE_ALREADY.contains(failure.getErrorCode())
                || (failure.getErrorCode() == CANNOT_CREATE
                        && String.valueOf(failure.getMessage()).contains("errno: 121"));
        if (!there) {
            throw failure;
        }
    }

    /** The statement of {@link CreateTable#buildings} without the index that is there; empty when none is left. */
    private static String without(String sql, SQLException failure) throws SQLException {
        Matcher name = NAME.matcher(String.valueOf(failure.getMessage()));
        if (!name.find()) {
            throw failure;
        }
        String index = " KEY " + Sql.name(name.group(1)) + " (";
        List<String> lines = List.of(sql.split(",?\n  (?=ADD )", -1));
        List<String> kept = lines.stream().filter(line -> !line.contains(index)).toList();
        if (kept.size() == lines.size()) {
            throw failure;
        }
        String head = kept.get(0) + (sql.contains(CreateTable.SHARED) ? "," : "");
        return kept.size() == 1 ? "" : head + "\n  " + String.join(",\n  ", kept.subList(1, kept.size()));
    }
}
