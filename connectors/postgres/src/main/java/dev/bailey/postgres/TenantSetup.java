package dev.bailey.postgres;

import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Regrouping;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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

    private static final String THERE = """
            SELECT slice ->> 'name' AS name, (slice ->> 'share')::int AS share,
                (slice ->> 'validates')::boolean AS validates,
                ARRAY(SELECT jsonb_array_elements_text(slice -> 'tenants')) AS tenants
            FROM jsonb_array_elements(bailey.slices()) WITH ORDINALITY AS slices (slice, place) ORDER BY place""";

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
                requireNobodyMoves(initial);
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
    private void requireNobodyMoves(GuardState initial) throws SQLException {
        Map<String, GuardState> states = states();
        Optional<Regrouping> regrouping = there().map(functions::after).filter(Regrouping::isOfMembersAlone);
        Optional<String> moves =
                regrouping.isPresent() ? whoMoves(regrouping.get(), states) : whatStandsApart(states, initial);
        if (moves.isPresent()) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "the guards here were made for other slices, of which some have moved: " + moves.get()
                            + "; go on with the slices as they were, or bring all of them back to the source first");
        }
    }

    private static Optional<String> whoMoves(Regrouping regrouping, Map<String, GuardState> states) {
        return regrouping.whoMoves(slice -> Optional.ofNullable(
                        states.get(Fence.of(regrouping.before(), slice).sequence()))
                .map(GuardState::kind));
    }

    private Optional<String> whatStandsApart(Map<String, GuardState> states, GuardState initial) {
        Set<String> validating = functions.slices().stream()
                .filter(Slice::validates)
                .map(slice -> functions.fenceOf(slice).sequence())
                .collect(Collectors.toSet());
        return states.entrySet().stream()
                .filter(state -> state.getValue().kind() != initial.kind() && !validating.contains(state.getKey()))
                .map(state -> state.getKey() + " is " + state.getValue())
                .findFirst();
    }

    /** By the sequence. */
    private Map<String, GuardState> states() throws SQLException {
        Map<String, GuardState> states = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(STATES)) {
            while (row.next()) {
                states.put(
                        row.getString(1).equals("fence")
                                ? Fence.OF_EVERYONE.sequence()
                                : "bailey." + Sql.name(row.getString(1)),
                        FenceNumber.read(row.getLong(2)));
            }
        }
        return states;
    }

    /** The slices for which the guards were made; empty where they were not, or by a Bailey that did not say. */
    private Optional<Slices> there() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT to_regprocedure('bailey.slices()') IS NOT NULL")) {
                row.next();
                if (!row.getBoolean(1)) {
                    return Optional.empty();
                }
            }
            List<Slice> slices = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(THERE)) {
                while (rows.next()) {
                    slices.add(new Slice(
                            rows.getString("name"),
                            Set.of((String[]) rows.getArray("tenants").getArray()),
                            rows.getInt("share"),
                            rows.getBoolean("validates"),
                            Optional.empty()));
                }
            }
            return Optional.of(new Slices(slices));
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
