package dev.bailey.postgres;

import dev.bailey.core.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Runs the statements of a schema one by one, each in a transaction of its own, so that it may be run again. */
final class ScriptRun {

    /**
     * SQLSTATEs that say it is there already: duplicate_table (indexes and views too), duplicate_object,
     * duplicate_schema, duplicate_function.
     */
    private static final Set<String> THERE_ALREADY = Set.of("42P07", "42710", "42P06", "42723");

    private static final Pattern STANDARD_BODY = Pattern.compile("\\bBEGIN\\s+ATOMIC\\b", Pattern.CASE_INSENSITIVE);
    private static final int WORDS_SHOWN = 120;

    private ScriptRun() {}

    static void run(Connection connection, List<String> statements, Consumer<String> before) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Functions may speak of tables that come later.
            statement.execute("SET check_function_bodies = off");
            for (String sql : statements) {
                before.accept(sql);
                runOne(statement, sql);
            }
        }
    }

    private static void runOne(Statement statement, String sql) throws SQLException {
        try {
            statement.setEscapeProcessing(false);
            statement.execute(whole(sql));
        } catch (SQLException e) {
            if (isThereAlready(String.valueOf(e.getSQLState()), sql)) {
                return;
            }
            Problem.Kind kind = PostgresProblems.kind(e.getSQLState());
            if (kind != Problem.Kind.FAILED && kind != Problem.Kind.DENIED) {
                throw e;
            }
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "the schema cannot be made: " + PostgresProblems.words(e) + ", in: " + beginning(sql)
                            + "; make what is missing there, or the whole schema, by hand"
                            + (kind == Problem.Kind.DENIED ? " as a user that may" : "") + ", and run again",
                    e);
        }
    }

    /** The driver would part the body of a routine in standard SQL at its semicolons; inside a text it does not. */
    private static String whole(String sql) {
        return STANDARD_BODY.matcher(sql).find()
                ? "DO $bailey_script$ BEGIN EXECUTE " + Sql.literal(sql) + "; END $bailey_script$"
                : sql;
    }

    private static boolean isThereAlready(String state, String sql) {
        String words = sql.toUpperCase(Locale.ROOT);
        return THERE_ALREADY.contains(state)
                // These say it by a SQLSTATE that may mean something else with another statement.
                || (state.equals("42701") && words.startsWith("ALTER TABLE"))
                || (state.equals("42P16") && words.contains("PRIMARY KEY"))
                || (state.equals("55000") && words.contains("ADD GENERATED"))
                || (state.equals("42809") && words.contains("ATTACH PARTITION"));
    }

    private static String beginning(String sql) {
        String line = sql.replaceAll("\\s+", " ");
        return line.length() <= WORDS_SHOWN ? line : line.substring(0, WORDS_SHOWN) + "…";
    }
}
