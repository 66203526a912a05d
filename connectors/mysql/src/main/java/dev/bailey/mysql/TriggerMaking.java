package dev.bailey.mysql;

import dev.bailey.core.Problem;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes and drops the application's triggers, one table at a time. Thread-safe. */
final class TriggerMaking {

    /** Whoever writes would be refused. */
    private static final int NO_SUCH_DEFINER = 1449;

    private static final String USUAL = "SET SESSION sql_mode = '" + MysqlConnections.SQL_MODE
            + "', character_set_client = utf8mb4, collation_connection = utf8mb4_general_ci";

    private final MysqlConnections connections;
    private final TableLock lock;

    TriggerMaking(MysqlConnections connections) {
        this.connections = connections;
        this.lock = new TableLock(connections);
    }

    /** What is done with its triggers could be done now. */
    void requireFree(Connection session, TableId table) throws SQLException {
        lock.under(session, table, TableLock.AT_ONCE, () -> {});
    }

    /** What has to be dropped, and then made, in this order. */
    private record Work(List<AppTrigger> dropped, List<AppTrigger> made) {}

    /** @param wanted by moment, in their order */
    void make(Connection session, TableId table, List<AppTrigger> wanted) throws SQLException {
        lock.under(session, table, TableLock.AT_ONCE, () -> {
            Work work = work(AppTrigger.on(connections, session, table), wanted);
            try (Statement statement = session.createStatement()) {
                drop(statement, work.dropped());
                for (AppTrigger trigger : work.made()) {
                    statement.execute(trigger.settings());
                    statement.execute(trigger.statement());
                    requireDefiner(statement, trigger);
                }
                statement.execute(USUAL);
            }
        });
    }

    /** A new one comes behind those of its moment, so where what is there is no beginning of it, all are made anew. */
    private static Work work(List<AppTrigger> there, List<AppTrigger> wanted) {
        Work work = new Work(new ArrayList<>(), new ArrayList<>());
        Map<String, String> moments = wanted.stream().collect(Collectors.toMap(AppTrigger::name, AppTrigger::moment));
        there.stream()
                .filter(trigger -> !trigger.moment().equals(moments.getOrDefault(trigger.name(), trigger.moment())))
                .forEach(work.dropped()::add);
        wanted.stream()
                .collect(Collectors.groupingBy(AppTrigger::moment, LinkedHashMap::new, Collectors.toList()))
                .forEach((moment, its) -> {
                    List<AppTrigger> found = there.stream()
                            .filter(trigger ->
                                    moment.equals(trigger.moment()) && moment.equals(moments.get(trigger.name())))
                            .toList();
                    boolean begun = isBeginning(found, its);
                    work.dropped().addAll(begun ? List.of() : found);
                    work.made().addAll(begun ? its.subList(found.size(), its.size()) : its);
                });
        return work;
    }

    private static boolean isBeginning(List<AppTrigger> found, List<AppTrigger> wanted) {
        for (int i = 0; i < found.size(); i++) {
            if (i == wanted.size() || !found.get(i).isLike(wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    private void requireDefiner(Statement statement, AppTrigger trigger) throws SQLException {
        for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
            if (warning.getErrorCode() == NO_SUCH_DEFINER) {
                drop(statement, List.of(trigger));
                throw new Problem(
                        Problem.Kind.UNFIT,
                        "trigger " + trigger.name() + " on " + trigger.table() + " at " + connections.where()
                                + " would refuse whoever writes: " + warning.getMessage());
            }
        }
    }

    void drop(Connection session, TableId table, List<AppTrigger> triggers) throws SQLException {
        lock.under(session, table, TableLock.AT_ONCE, () -> {
            try (Statement statement = session.createStatement()) {
                drop(statement, triggers);
            }
        });
    }

    private void drop(Statement statement, List<AppTrigger> triggers) throws SQLException {
        for (AppTrigger trigger : triggers) {
            statement.execute(
                    "DROP TRIGGER IF EXISTS " + Sql.name(new TableId(connections.database(), trigger.name())));
        }
    }
}
