package dev.bailey.postgres;

import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Slice;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the triggers of tenants stand on: the functions, a sequence for each slice, and tables for the probe. */
final class TenantSetup {

    /** Of these functions, those that are not there, or not as they were made. */
    private static final String UNMADE = """
            SELECT f.name FROM unnest(?::text[], ?::text[], ?::text[]) AS f (name, body, setting)
            WHERE NOT EXISTS (SELECT FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
                WHERE p.pronamespace = to_regnamespace('bailey') AND p.proname = f.name AND p.prosrc = f.body
                    AND l.lanname = 'plpgsql' AND coalesce(p.proconfig, '{}') = array_remove(ARRAY[f.setting], '')
                    AND p.prosecdef = (f.setting <> ''))
            LIMIT 1""";

    private static final String STATES = """
            SELECT sequencename, last_value FROM pg_sequences
            WHERE schemaname = 'bailey' AND starts_with(sequencename, 'fence') AND last_value IS NOT NULL ORDER BY 1""";

    /**
     * The bits of the slices that are not open, anew, for their places may have changed. Under the lock of those who
     * move a guard.
     */
    private static final String COUNT_SHUT = """
            SELECT pg_advisory_xact_lock(1650551148, 2);
            SELECT setval('bailey.shut_slices', coalesce(sum(1::bigint << bailey.place_of(oid)), 0)::bigint %s)
            FROM (SELECT oid::regclass AS oid FROM pg_class WHERE relnamespace = 'bailey'::regnamespace
                AND relkind = 'S' AND starts_with(relname, 'fence') OFFSET 0) AS fences
            WHERE bailey.place_of(oid) IS NOT NULL AND pg_sequence_last_value(oid) & 4398046511103 IS DISTINCT FROM 0""";

    /** Everybody sees a sequence at once, and the functions only when they are committed: so no bit is taken away. */
    private static final String ADD_SHUT =
            COUNT_SHUT.formatted("| coalesce(pg_sequence_last_value('bailey.shut_slices'), 0)");

    private final Connection connection;
    private final TenantFunctions functions;

    TenantSetup(Connection connection, TenantFunctions functions) {
        this.connection = connection;
        this.functions = functions;
    }

    /**
     * Makes what is missing, and gives every slice a state that has none. Safe when two do it at once.
     *
     * @throws Problem {@link Problem.Kind#UNFIT} where the guards were made for other slices, and those stand apart
     */
    void run(GuardState initial) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(1650551148, 1)");
            if (!isMade()) {
                requireAlike(initial);
                make(statement);
            }
            // All at once: a slice without a state is shut, and the triggers are everyone's.
            for (Slice slice : functions.slices()) {
                functions.fenceOf(slice).begin(connection, of(slice, initial));
            }
            statement.execute(ADD_SHUT);
            connection.commit();
            statement.execute(COUNT_SHUT.formatted(""));
            connection.commit();
        } finally {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** Whether every function is as it was made; the sequences are made and dropped with them. */
    boolean isMade() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UNMADE)) {
            Object[] names = functions.functions().stream()
                    .map(TenantFunctions.Function::name)
                    .toArray();
            Object[] bodies = functions.functions().stream()
                    .map(TenantFunctions.Function::body)
                    .toArray();
            statement.setArray(1, connection.createArrayOf("text", names));
            statement.setArray(2, connection.createArrayOf("text", bodies));
            Object[] settings = functions.functions().stream()
                    .map(TenantFunctions.Function::setting)
                    .toArray();
            statement.setArray(3, connection.createArrayOf("text", settings));
            try (ResultSet row = statement.executeQuery()) {
                return !row.next();
            }
        }
    }

    /** Tenants that validate are at home where the others are not yet. */
    private static GuardState of(Slice slice, GuardState initial) {
        if (!slice.validates()) {
            return initial;
        }
        return initial.isShut() ? GuardState.open(initial.epoch()) : GuardState.shut(initial.epoch());
    }

    /** Tenants that change their slice while one side owns both, or neither, change nothing else. */
    private void requireAlike(GuardState initial) throws SQLException {
        Set<String> validating = functions.slices().stream()
                .filter(Slice::validates)
                .map(slice -> functions.fenceOf(slice).sequence())
                .collect(Collectors.toSet());
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(STATES)) {
            while (row.next()) {
                GuardState state = FenceNumber.read(row.getLong(2));
                if (state.kind() != initial.kind() && !validating.contains("bailey." + Sql.name(row.getString(1)))) {
                    throw new Problem(
                            Problem.Kind.UNFIT,
                            "the guards here were made for other slices, of which some have moved: bailey."
                                    + row.getString(1) + " is " + state
                                    + "; go on with the slices as they were, or end that migration first");
                }
            }
        }
    }

    private void make(Statement statement) throws SQLException {
        Stream<String> fences = functions.slices().stream()
                .map(slice -> functions.fenceOf(slice).sequence());
        for (String sequence :
                Stream.concat(fences, Stream.of(TenantFunctions.SHUT)).toList()) {
            statement.execute("CREATE SEQUENCE IF NOT EXISTS " + sequence + " MINVALUE 0 START 0");
            statement.execute("GRANT SELECT ON SEQUENCE " + sequence + " TO PUBLIC");
        }
        for (TenantFunctions.Function function : functions.functions()) {
            statement.execute(function.creating());
        }
        for (String column : functions.columns()) {
            String name = TenantFunctions.of(column);
            String table = "bailey." + Sql.name(name);
            statement.execute("CREATE TABLE IF NOT EXISTS " + table + " (" + Sql.name(column) + " text)");
            statement.execute(TenantTriggers.creating(table, name));
        }
    }
}
