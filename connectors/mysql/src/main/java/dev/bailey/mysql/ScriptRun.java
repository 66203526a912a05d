package dev.bailey.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the statements of a schema one by one, so that they may be run again: this engine has no way back from one. */
final class ScriptRun {

    /** What is there already: a table, a foreign key as MySQL says it. */
    private static final Set<Integer> THERE_ALREADY = Set.of(1050, 1826);

    private static final int DUPLICATE_INDEX = 1061;

    /** How MariaDB says that a foreign key of this name is there. */
    private static final int CANNOT_CREATE = 1005;

    private static final Pattern NAME = Pattern.compile("'(.*)'");

    private ScriptRun() {}

    /** Foreign keys may come before the rows that they speak of, and after those that contradict them. */
    static void run(Connection session, List<String> statements, Consumer<String> before) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute("SET SESSION foreign_key_checks = 0");
            for (String sql : statements) {
                before.accept(sql);
                run(statement, sql);
            }
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
