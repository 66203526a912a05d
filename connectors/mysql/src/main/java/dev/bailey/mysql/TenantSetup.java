package dev.bailey.mysql;

import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Regrouping;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import dev.bailey.core.TableId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** What the triggers of tenants stand on: who is listed, a state for each slice, and a table for the probe. */
final class TenantSetup {

    /** Of names in one statement: at most some hundred kilobytes of it. */
    private static final int NAMES_PER_STATEMENT = 500;

    private static final int LOCK_SECONDS = 50;

    /** On a list whose names were taken off by somebody who died before he said so. */
    private static final Set<String> NOBODY = Set.of("\0nobody");

    private final MysqlConnections connections;
    private final TenantText text;
    private final TenantTriggers triggers;
    private final OwnSchema own;

    /** By number: the name of a slice and what tells its members from others, alike exactly where they are. */
    private final Map<Integer, String> wanted;

    TenantSetup(MysqlConnections connections, TenantText text, TenantTriggers triggers) {
        this.connections = connections;
        this.text = text;
        this.triggers = triggers;
        this.own = connections.own();
        this.wanted = text.slices().stream()
                .collect(Collectors.toMap(
                        text::number, slice -> slice.name() + " " + members(slice), (a, b) -> a, TreeMap::new));
    }

    private static String members(Slice slice) {
        return slice.isList()
                ? (slice.validates() ? "validating " : "listed ")
                        + UUID.nameUUIDFromBytes(slice.tenants().stream()
                                .sorted()
                                .collect(Collectors.joining("\n"))
                                .getBytes(StandardCharsets.UTF_8))
                : "below " + slice.share();
    }

    /**
     * Makes what is missing, and gives every slice a state that has none. Safe when two do it at once.
     *
     * @throws Problem {@link Problem.Kind#UNFIT} where the guards were made for other slices, and those stand apart
     */
    void run(Connection session, GuardState initial) throws SQLException {
        own.install(session);
        try (Statement statement = session.createStatement()) {
            String lock = Sql.literal(own.name());
            requireLock(statement, lock);
            try {
                if (!isMade(session)) {
                    make(session, statement, initial);
                }
                session.setAutoCommit(false);
                for (Slice slice : text.slices()) {
                    fence(text.number(slice)).begin(session, of(slice, initial));
                }
                session.commit();
            } finally {
                session.rollback();
                session.setAutoCommit(true);
                statement.execute("DO RELEASE_LOCK(" + lock + ")");
            }
            putOnProbe(session, statement);
        }
    }

    private void requireLock(Statement statement, String lock) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT GET_LOCK(" + lock + ", " + LOCK_SECONDS + ")")) {
            row.next();
            if (row.getInt(1) != 1) {
                throw new Problem(
                        Problem.Kind.BUSY,
                        "somebody else makes the guards of slices at " + connections.where() + " at the moment");
            }
        }
    }

    private Fence fence(int number) {
        return new Fence(connections, number, "the guard");
    }

    /** Whether it is these slices that are guarded. */
    boolean isMade(Connection session) throws SQLException {
        return there(session).equals(wanted);
    }

    private Map<Integer, String> there(Connection session) throws SQLException {
        Map<Integer, String> there = new TreeMap<>();
        try (Statement statement = session.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT id, CONCAT(name, ' ', members) FROM " + own.table("slice"))) {
            while (rows.next()) {
                there.put(rows.getInt(1), rows.getString(2));
            }
        }
        return there;
    }

    /** Tenants that validate are at home where the others are not yet. */
    private static GuardState of(Slice slice, GuardState initial) {
        if (!slice.validates()) {
            return initial;
        }
        return initial.isShut() ? GuardState.open(initial.epoch()) : GuardState.shut(initial.epoch());
    }

    private void make(Connection session, Statement statement, GuardState initial) throws SQLException {
        Map<String, GuardState> states = states(statement);
        Map<String, Integer> listed = listed(statement);
        Optional<Regrouping> regrouping = before(session, listed)
                .map(before -> new Regrouping(before, text.tenancy().slices()))
                .filter(Regrouping::isOfMembersAlone);
        requireNobodyMoves(regrouping, states, initial);
        if (regrouping.isPresent()) {
            list(listed, change -> whileNobodyWrites(session, change));
        }
        session.setAutoCommit(false);
        if (regrouping.isEmpty()) {
            // at once with the states: a tenant whose slice has none yet would be refused
            list(listed, statement::executeUpdate);
            statement.executeUpdate("DELETE FROM " + own.table("guard") + " WHERE id <> " + Fence.EVERYONES);
        }
        statement.executeUpdate("DELETE FROM " + own.table("slice"));
        for (Slice slice : text.slices()) {
            int number = text.number(slice);
            statement.executeUpdate("INSERT INTO " + own.table("slice") + " VALUES (" + number + ", "
                    + Sql.literal(slice.name()) + ", " + Sql.literal(members(slice)) + ")");
            fence(number).begin(session, states.getOrDefault(slice.name(), of(slice, initial)));
        }
        session.commit();
    }

    /** Tenants that change their slice while one side owns both, or neither, change nothing else. */
    private void requireNobodyMoves(
            Optional<Regrouping> regrouping, Map<String, GuardState> states, GuardState initial) {
        Optional<String> moves = regrouping.isPresent()
                ? regrouping
                        .get()
                        .whoMoves(slice ->
                                Optional.ofNullable(states.get(slice.name())).map(GuardState::kind))
                : whatStandsApart(states, initial);
        if (moves.isPresent()) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "the guards at " + connections.where() + " were made for other slices, of which some have moved: "
                            + moves.get()
                            + "; go on with the slices as they were, or bring all of them back to the source first");
        }
    }

    private Optional<String> whatStandsApart(Map<String, GuardState> states, GuardState initial) {
        Set<String> validating =
                text.slices().stream().filter(Slice::validates).map(Slice::name).collect(Collectors.toSet());
        return states.entrySet().stream()
                .filter(state -> state.getValue().kind() != initial.kind() && !validating.contains(state.getKey()))
                .map(state -> (state.getKey().isEmpty() ? "that of all" : state.getKey()) + " is " + state.getValue())
                .findFirst();
    }

    /** The slices for which the guards were made; empty where they were not. */
    private Optional<Slices> before(Connection session, Map<String, Integer> listed) throws SQLException {
        Map<Integer, String> there = new TreeMap<>(there(session));
        String last = there.remove(Fence.EVERYONES);
        if (last == null) {
            return Optional.empty();
        }
        Map<Integer, Set<String>> tenants = new HashMap<>();
        listed.forEach((tenant, number) ->
                tenants.computeIfAbsent(number, none -> new HashSet<>()).add(tenant));
        List<Slice> slices = new ArrayList<>();
        there.forEach((number, members) -> slices.add(slice(members, tenants.getOrDefault(number, NOBODY))));
        slices.add(slice(last, Set.of()));
        return Optional.of(new Slices(slices));
    }

    /** Reads back what {@link #wanted} has of a slice. */
    private static Slice slice(String written, Set<String> tenants) {
        String[] words = written.split(" ", -1);
        return switch (words[1]) {
            case "listed" -> Slice.of(words[0], tenants);
            case "validating" -> Slice.validating(words[0], tenants);
            default -> Slice.of(words[0], Integer.parseInt(words[2]));
        };
    }

    /** By the name of a slice; without one where there were none. */
    private Map<String, GuardState> states(Statement statement) throws SQLException {
        Map<String, GuardState> states = new HashMap<>();
        String sql = "SELECT kind, epoch, until, COALESCE(name, '') FROM " + own.table("guard") + " g LEFT JOIN "
                + own.table("slice") + " s ON s.id = g.id";
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                states.put(rows.getString(4), Fence.state(rows));
            }
        }
        return states;
    }

    /** Numbers of slices, by tenant. */
    private Map<String, Integer> listed(Statement statement) throws SQLException {
        Map<String, Integer> listed = new HashMap<>();
        try (ResultSet rows = statement.executeQuery("SELECT name, slice FROM " + own.table("tenant"))) {
            while (rows.next()) {
                listed.put(new String(rows.getBytes(1), StandardCharsets.UTF_8), rows.getInt(2));
            }
        }
        return listed;
    }

    /** How a statement is run. */
    @FunctionalInterface
    private interface Change {
        void run(String sql) throws SQLException;
    }

    /** Changes those alone who do not stay where they are. */
    private void list(Map<String, Integer> there, Change change) throws SQLException {
        Map<String, Integer> more = new TreeMap<>();
        for (Slice slice : text.slices()) {
            slice.tenants().forEach(tenant -> more.put(tenant, text.number(slice)));
        }
        List<String> gone = there.keySet().stream()
                .filter(tenant -> !more.containsKey(tenant))
                .sorted()
                .map(TenantSetup::bytes)
                .toList();
        more.entrySet().removeIf(entry -> entry.getValue().equals(there.get(entry.getKey())));
        List<String> rows = more.entrySet().stream()
                .map(entry -> "(" + bytes(entry.getKey()) + ", " + entry.getValue() + ")")
                .toList();
        for (String values : pieces(rows)) {
            change.run("REPLACE INTO " + own.table("tenant") + " VALUES " + values);
        }
        for (String names : pieces(gone)) {
            change.run("DELETE FROM " + own.table("tenant") + " WHERE name IN (" + names + ")");
        }
    }

    private static List<String> pieces(List<String> all) {
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < all.size(); from += NAMES_PER_STATEMENT) {
            pieces.add(String.join(", ", all.subList(from, Math.min(from + NAMES_PER_STATEMENT, all.size()))));
        }
        return pieces;
    }

    /**
     * Whoever writes for a tenant of no list holds the place where his name would be to the end of his transaction, and
     * while there are such there would never be room for a new one.
     */
    private void whileNobodyWrites(Connection session, String change) throws SQLException {
        new TableLock(connections).under(session, new TableId(own.name(), "tenant"), TableLock.PATIENTLY, () -> {
            try (Statement statement = session.createStatement()) {
                statement.executeUpdate(change);
            }
        });
    }

    private static String bytes(String tenant) {
        return "x'" + HexFormat.of().formatHex(tenant.getBytes(StandardCharsets.UTF_8)) + "'";
    }

    private TableId probe() {
        return new TableId(own.name(), "tenant_probe");
    }

    private void putOnProbe(Connection session, Statement statement) throws SQLException {
        if (!isProbeAsMade(session)) {
            for (String event : GuardTriggers.EVENTS) {
                statement.execute("DROP TRIGGER IF EXISTS " + GuardTriggers.trigger(event, probe()));
                statement.execute(text.definition(event, probe(), "tenant"));
            }
        }
    }

    private boolean isProbeAsMade(Connection session) throws SQLException {
        return triggers.wanted(probe(), "tenant")
                .equals(triggers.there(session, own.name()).get(probe()));
    }

    /**
     * Whether the guard refuses a row of this slice: every trigger is as it was made, and what such a one does is seen
     * on a table of Bailey's own. Refused for the sake of another slice does not count.
     */
    boolean isRefused(Connection session, Slice slice, String tenant) throws SQLException {
        return isMade(session)
                && isProbeAsMade(session)
                && triggers.areAsMade(session)
                && refuses(session, slice, tenant);
    }

    private boolean refuses(Connection session, Slice slice, String tenant) throws SQLException {
        session.setAutoCommit(false);
        String sql = "INSERT INTO " + own.table("tenant_probe") + " (tenant) VALUES (?)";
        try (Statement statement = session.createStatement();
                PreparedStatement insert = session.prepareStatement(sql)) {
            statement.execute("SET @bailey_probe = 1");
            insert.setString(1, tenant);
            boolean refused = refuses(insert, slice);
            session.rollback();
            statement.execute("SET @bailey_probe = NULL");
            return refused;
        } finally {
            session.setAutoCommit(true);
        }
    }

    private static boolean refuses(PreparedStatement insert, Slice slice) throws SQLException {
        try {
            insert.executeUpdate();
            return false;
        } catch (SQLException e) {
            if (MysqlProblems.isLockTrouble(e)) {
                throw new Problem(
                        Problem.Kind.BUSY, "the guard of slice " + slice.name() + " cannot be probed: it is locked", e);
            }
            return e.getErrorCode() == MysqlGuard.REFUSED
                    && String.valueOf(e.getMessage()).contains(TenantText.refused(slice));
        }
    }
}
