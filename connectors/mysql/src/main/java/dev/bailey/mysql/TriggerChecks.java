package dev.bailey.mysql;

import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Looks at the application's triggers, and whether they can be made on this side. Confined to one thread. */
final class TriggerChecks {

    private static final Set<Integer> DENIALS = Set.of(1044, 1142, 1143);

    private static final int SHOWN_MAX = 5;

    private final MysqlConnections connections;
    private final Set<String> tables;
    private final List<AppTrigger.Place> theirs;
    private final List<Finding> findings = new ArrayList<>();

    /** @param theirs those of the other side */
    TriggerChecks(MysqlConnections connections, List<Table> tables, List<AppTrigger.Place> theirs) {
        this.connections = connections;
        this.tables = tables.stream().map(table -> table.id().name()).collect(Collectors.toSet());
        this.theirs = moved(theirs);
    }

    private List<AppTrigger.Place> moved(List<AppTrigger.Place> places) {
        return places.stream().filter(place -> tables.contains(place.table())).toList();
    }

    List<Finding> obstacles(Connection session, Side side, RightChecks rights) throws SQLException {
        findings.clear();
        List<AppTrigger.Place> ours = moved(AppTrigger.places(connections, session));
        String guard = guard(session);
        boolean begun = !guard.isEmpty();
        if (begun ? guard.equals("SHUT") : side == Side.TARGET) {
            Set<String> taken = begun
                    ? Set.of()
                    : theirs.stream().map(AppTrigger.Place::name).collect(Collectors.toSet());
            ours.stream().filter(place -> !taken.contains(place.name())).forEach(this::twice);
        }
        Set<String> definers = definers(ours);
        definers.remove(first(session, "SELECT CURRENT_USER()"));
        if (!definers.isEmpty()) {
            right(rights, definers);
            accounts(session, rights, definers);
        }
        return List.copyOf(findings);
    }

    /** What the guard says, where Bailey has been here; empty where it has not. */
    private String guard(Connection session) throws SQLException {
        try {
            return first(session, "SELECT kind FROM " + connections.own().table("guard") + " WHERE id = 1");
        } catch (SQLException e) {
            if (!MysqlProblems.isMissing(e) && !DENIALS.contains(e.getErrorCode())) {
                throw e;
            }
            return "";
        }
    }

    private static String first(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    /** One that lets Bailey's user pass does nothing twice. */
    private void twice(AppTrigger.Place trigger) {
        String user = connections.url().user();
        if (!trigger.spares(user)) {
            findings.add(MysqlCheck.TRIGGER_TWICE.finding(
                    trigger.table(),
                    "trigger " + trigger.name() + " on " + new TableId(connections.database(), trigger.table()) + " at "
                            + connections.where() + " would act on what Bailey writes",
                    "drop it there: Bailey makes those of the side that owns the data when users change sides; or let"
                            + " it do nothing for Bailey's user: IF SUBSTRING_INDEX(USER(), '@', 1) <> "
                            + Sql.literal(user) + " THEN … END IF"));
        }
    }

    private Set<String> definers(List<AppTrigger.Place> ours) {
        Set<String> definers = new TreeSet<>();
        ours.forEach(place -> definers.add(place.definer()));
        theirs.forEach(place -> definers.add(place.definer()));
        return definers;
    }

    private void right(RightChecks rights, Set<String> definers) {
        List<String> enough = rights.dialect().definerRights();
        if (rights.lacksAll(enough)) {
            findings.add(MysqlCheck.TRIGGER_DEFINER.finding(
                    "",
                    "Bailey's user lacks " + enough.get(0) + " at " + connections.where()
                            + ", and triggers have the definer " + some(definers),
                    "GRANT " + enough.get(0) + " ON *.* to it"));
        }
    }

    private void accounts(Connection session, RightChecks rights, Set<String> definers) throws SQLException {
        try {
            for (String definer : definers) {
                if (!is(session, "SELECT 1 FROM mysql.user WHERE User = ? AND Host = ?", definer)) {
                    findings.add(MysqlCheck.TRIGGER_DEFINER.finding(
                            definer,
                            "triggers have the definer " + definer + ", who is not known at " + connections.where()
                                    + ": they would refuse whoever writes",
                            "create that user there, with the rights that the triggers need"));
                } else if (isSystem(session, rights, definer)) {
                    findings.add(MysqlCheck.TRIGGER_DEFINER.finding(
                            definer,
                            "triggers have the definer " + definer + ", who has SYSTEM_USER, which Bailey's user lacks"
                                    + " at " + connections.where(),
                            "GRANT SYSTEM_USER ON *.* to it; or give the triggers another definer"));
                }
            }
        } catch (SQLException e) {
            if (!DENIALS.contains(e.getErrorCode())) {
                throw e;
            }
        }
    }

    /** For such a one only others of the kind may make anything. */
    private static boolean isSystem(Connection session, RightChecks rights, String definer) throws SQLException {
        return !rights.dialect().isMariaDb()
                && rights.lacksAll(List.of("SYSTEM_USER"))
                && is(
                        session,
                        "SELECT 1 FROM mysql.global_grants WHERE USER = ? AND HOST = ? AND PRIV = 'SYSTEM_USER'",
                        definer);
    }

    private static boolean is(Connection session, String sql, String account) throws SQLException {
        int at = account.lastIndexOf('@');
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setString(1, at < 0 ? account : account.substring(0, at));
            statement.setString(2, at < 0 ? "" : account.substring(at + 1));
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** What will be done, and what nobody could look at. */
    List<Finding> advice(Connection session) throws SQLException {
        findings.clear();
        List<AppTrigger.Place> ours = moved(AppTrigger.places(connections, session));
        if (!ours.isEmpty()) {
            Set<String> names =
                    ours.stream().map(AppTrigger.Place::name).collect(Collectors.toCollection(TreeSet::new));
            findings.add(MysqlCheck.TRIGGERS_CARRIED.finding(
                    "",
                    ours.size() + (ours.size() == 1 ? " trigger" : " triggers") + " at " + connections.where() + " ("
                            + some(names) + ") act on tables that move: whichever side receives has none of them, and"
                            + " they are made as they are then on the side that users change to",
                    ""));
        }
        Set<String> definers = definers(ours);
        definers.remove(first(session, "SELECT CURRENT_USER()"));
        if (!definers.isEmpty() && !mayLook(session)) {
            findings.add(MysqlCheck.DEFINERS_UNSEEN.finding(
                    "",
                    "Bailey's user may not ask at " + connections.where() + " whether it knows " + some(definers)
                            + ", who made triggers",
                    "GRANT SELECT ON mysql.user to it"));
        }
        return List.copyOf(findings);
    }

    private static boolean mayLook(Connection session) throws SQLException {
        try {
            is(session, "SELECT 1 FROM mysql.user WHERE User = ? AND Host = ?", "");
            return true;
        } catch (SQLException e) {
            if (!DENIALS.contains(e.getErrorCode())) {
                throw e;
            }
            return false;
        }
    }

    private static String some(Set<String> names) {
        String first = names.stream().limit(SHOWN_MAX).collect(Collectors.joining(", "));
        return names.size() <= SHOWN_MAX ? first : first + " and " + (names.size() - SHOWN_MAX) + " more";
    }
}
