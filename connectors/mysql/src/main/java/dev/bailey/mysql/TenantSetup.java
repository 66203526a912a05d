package dev.bailey.mysql;

import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Slice;
import dev.bailey.core.TableId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** What the triggers of tenants stand on: who is listed, a state for each slice, and a table for the probe. */
final class TenantSetup {

    /** Of names in one statement: at most some hundred kilobytes of it. */
    private static final int NAMES_PER_INSERT = 500;

    private static final int LOCK_SECONDS = 50;

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
            session.setAutoCommit(false);
            try {
                if (!isMade(session)) {
                    make(session, statement, initial);
                }
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

    /** Tenants that change their slice while one side owns both, or neither, change nothing else. */
    private void make(Connection session, Statement statement, GuardState initial) throws SQLException {
        Map<String, GuardState> states = states(statement);
        Set<String> validating =
                text.slices().stream().filter(Slice::validates).map(Slice::name).collect(Collectors.toSet());
        for (Map.Entry<String, GuardState> each : states.entrySet()) {
            if (each.getValue().kind() != initial.kind() && !validating.contains(each.getKey())) {
                throw new Problem(
                        Problem.Kind.UNFIT,
                        "the guards at " + connections.where()
                                + " were made for other slices, of which some have moved: "
                                + (each.getKey().isEmpty() ? "that of all" : each.getKey()) + " is " + each.getValue()
                                + "; go on with the slices as they were, or end that migration first");
            }
        }
        statement.executeUpdate("DELETE FROM " + own.table("tenant"));
        statement.executeUpdate("DELETE FROM " + own.table("slice"));
        statement.executeUpdate("DELETE FROM " + own.table("guard") + " WHERE id <> " + Fence.EVERYONES);
        for (Slice slice : text.slices()) {
            int number = text.number(slice);
            statement.executeUpdate("INSERT INTO " + own.table("slice") + " VALUES (" + number + ", "
                    + Sql.literal(slice.name()) + ", " + Sql.literal(members(slice)) + ")");
            fence(number).begin(session, states.getOrDefault(slice.name(), of(slice, initial)));
            list(statement, number, List.copyOf(slice.tenants()));
        }
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

    private void list(Statement statement, int number, List<String> tenants) throws SQLException {
        for (int from = 0; from < tenants.size(); from += NAMES_PER_INSERT) {
            statement.executeUpdate(tenants.subList(from, Math.min(from + NAMES_PER_INSERT, tenants.size())).stream()
                    .map(tenant -> "(x'" + HexFormat.of().formatHex(tenant.getBytes(StandardCharsets.UTF_8)) + "', "
                            + number + ")")
                    .collect(Collectors.joining(", ", "INSERT INTO " + own.table("tenant") + " VALUES ", "")));
        }
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
