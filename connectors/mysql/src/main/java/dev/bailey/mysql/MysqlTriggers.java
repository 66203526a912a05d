package dev.bailey.mysql;

import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.TableTriggers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The application's triggers, which are on the side that owns the data only. Thread-safe.
 *
 * <p>What is there is looked at under a lock on the table: a statement of somebody who died while he held it is over by
 * then.
 */
final class MysqlTriggers implements TableTriggers {

    private static final Comparator<AppTrigger> IN_ORDER = Comparator.comparing(AppTrigger::table)
            .thenComparing(AppTrigger::moment)
            .thenComparing(AppTrigger::number);

    private final MysqlConnections connections;
    private final NotedTriggers noted;
    private final TriggerMaking making;

    MysqlTriggers(MysqlConnections connections) {
        this.connections = connections;
        this.noted = new NotedTriggers(connections.own());
        this.making = new TriggerMaking(connections);
    }

    @Override
    public void putOn(List<Table> tables, TableTriggers other) {
        List<AppTrigger> wanted = ((MysqlTriggers) other).belonging(tables);
        connections.call("making the application's triggers", session -> {
            if (!wanted.isEmpty()) {
                noted.brought(session, wanted);
                make(session, wanted);
            } else if (!noted.off(session).isEmpty()) {
                noted.none(session);
            }
            return wanted;
        });
    }

    @Override
    public void takeOff(List<Table> tables, TableTriggers other) {
        Set<String> theirs = ((MysqlTriggers) other).known(namesOf(tables));
        connections.call("taking the application's triggers off", session -> {
            List<AppTrigger> going = AppTrigger.on(connections, session, namesOf(tables)).stream()
                    .filter(trigger -> theirs.contains(trigger.name()))
                    .toList();
            if (!going.isEmpty()) {
                noted.takenOff(session, inNotedOrder(going, noted.off(session)));
                for (Map.Entry<TableId, List<AppTrigger>> table : byTable(going).entrySet()) {
                    making.drop(session, table.getKey(), table.getValue());
                }
            }
            return going;
        });
    }

    /** By name, those that are on these tables or were taken off. */
    private Set<String> known(Set<String> tables) {
        return connections.call("looking for triggers", session -> {
            Set<String> names = new HashSet<>();
            AppTrigger.places(connections, session, tables).forEach(place -> names.add(place.name()));
            noted.off(session).forEach(trigger -> names.add(trigger.name()));
            return names;
        });
    }

    @Override
    public void putBack() {
        connections.call("putting the application's triggers back", session -> {
            List<AppTrigger> off = noted.off(session);
            if (!off.isEmpty()) {
                make(session, off);
            }
            return off;
        });
    }

    @Override
    public void restore() {
        connections.call("putting the application's triggers back", session -> {
            List<AppTrigger> off = noted.offAndNotBrought(session);
            if (!off.isEmpty()) {
                make(session, off);
            }
            return off;
        });
    }

    private void make(Connection session, List<AppTrigger> wanted) throws SQLException {
        for (Map.Entry<TableId, List<AppTrigger>> table : byTable(wanted).entrySet()) {
            making.make(session, table.getKey(), table.getValue());
        }
        noted.none(session);
    }

    @Override
    public List<Table> having(List<Table> tables) {
        Set<String> names = connections.call("looking for triggers", session -> {
            Set<String> having = new HashSet<>();
            AppTrigger.places(connections, session).forEach(place -> having.add(place.table()));
            noted.off(session).forEach(trigger -> having.add(trigger.table()));
            return having;
        });
        return tables.stream()
                .filter(table -> names.contains(table.id().name()))
                .toList();
    }

    @Override
    public void requireFree(List<Table> tables) {
        connections.call("trying tables with triggers", session -> {
            for (Table table : tables) {
                making.requireFree(session, table.id());
            }
            return tables;
        });
    }

    @Override
    public List<String> acting(List<Table> tables) {
        Set<String> moved = namesOf(tables);
        String user = connections.url().user();
        return places().stream()
                .filter(place -> moved.contains(place.table()) && !place.spares(user))
                .map(AppTrigger.Place::name)
                .toList();
    }

    private List<AppTrigger.Place> places() {
        return connections.call("looking for triggers", session -> AppTrigger.places(connections, session));
    }

    private static Set<String> namesOf(List<Table> tables) {
        return tables.stream().map(table -> table.id().name()).collect(Collectors.toSet());
    }

    /** Those of these tables that are there, or were taken off, in their order. */
    List<AppTrigger> belonging(List<Table> tables) {
        Set<String> names = namesOf(tables);
        return connections.call("reading the application's triggers", session -> {
            List<AppTrigger> off = noted.off(session);
            List<AppTrigger> all = inNotedOrder(AppTrigger.on(connections, session, names), off);
            Set<String> there = all.stream().map(AppTrigger::name).collect(Collectors.toSet());
            off.stream()
                    .filter(trigger -> names.contains(trigger.table()) && !there.contains(trigger.name()))
                    .forEach(all::add);
            all.sort(IN_ORDER);
            return all;
        });
    }

    /** What is left of several that were being taken off has moved up. */
    private static List<AppTrigger> inNotedOrder(List<AppTrigger> there, List<AppTrigger> off) {
        Map<String, AppTrigger> byName = off.stream().collect(Collectors.toMap(AppTrigger::name, Function.identity()));
        return there.stream()
                .map(trigger -> {
                    AppTrigger before = byName.get(trigger.name());
                    return before == null ? trigger : trigger.numbered(before.number());
                })
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private Map<TableId, List<AppTrigger>> byTable(List<AppTrigger> triggers) {
        return triggers.stream()
                .collect(Collectors.groupingBy(
                        trigger -> new TableId(connections.database(), trigger.table()),
                        LinkedHashMap::new,
                        Collectors.toList()));
    }
}
