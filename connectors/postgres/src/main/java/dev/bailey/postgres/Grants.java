package dev.bailey.postgres;

import dev.bailey.core.Finding;
import dev.bailey.core.Table;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Rights on tables that somebody has on the source and not on the target, where the same role is on both: behind a move
 * the application would be refused there. Tables that Bailey makes are its own, and nobody else's.
 */
final class Grants {

    private static final String RIGHTS = Resources.text("grants.sql");
    private static final int SHOWN = 20;

    private final PostgresConnections source;
    private final PostgresConnections target;

    Grants(PostgresConnections source, PostgresConnections target) {
        this.source = source;
        this.target = target;
    }

    /** Something that rights are about. */
    private record Thing(String role, String kind, String name) {}

    /** Things that one role lacks the same rights to. */
    private record Lack(String role, String kind, String rights) {}

    /** Of those who write on the source. */
    List<Finding> ofWriters(List<Table> tables) {
        return missing(tables, /* writers= */ true);
    }

    /** Of those who only read there. */
    List<Finding> ofReaders(List<Table> tables) {
        return missing(tables, /* writers= */ false);
    }

    private List<Finding> missing(List<Table> tables, boolean writers) {
        Map<Thing, Set<String>> there = rights(target, tables);
        if (there.isEmpty()) {
            return List.of();
        }
        Map<Thing, Set<String>> here = rights(source, tables);
        Set<String> writing = here.entrySet().stream()
                .filter(each -> each.getKey().kind().equals("TABLE"))
                .filter(each -> each.getValue().stream().anyMatch(right -> !right.equals("SELECT")))
                .map(each -> each.getKey().role())
                .collect(Collectors.toSet());
        Map<Lack, List<String>> missing = new TreeMap<>(Comparator.comparing(Lack::toString));
        here.forEach((thing, rights) -> {
            Set<String> lacks = new TreeSet<>(rights);
            lacks.removeAll(there.getOrDefault(thing, rights));
            if (!lacks.isEmpty() && writing.contains(thing.role()) == writers) {
                missing.computeIfAbsent(
                                new Lack(thing.role(), thing.kind(), String.join(", ", lacks)),
                                lack -> new ArrayList<>())
                        .add(thing.name());
            }
        });
        PostgresCheck check = writers ? PostgresCheck.WRITE_GRANTS : PostgresCheck.READ_GRANTS;
        List<Finding> findings = new ArrayList<>();
        missing.forEach((lack, names) -> findings.add(finding(check, lack, names)));
        return findings;
    }

    private static Finding finding(PostgresCheck check, Lack lack, List<String> names) {
        String shown = names.stream().sorted().limit(SHOWN).collect(Collectors.joining(", "));
        String more = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
        String on = lack.kind().equals("TABLE") ? "" : lack.kind() + " ";
        return check.finding(
                lack.role(),
                "user " + lack.role() + " has " + lack.rights() + " on " + on.toLowerCase(Locale.ROOT) + shown + more
                        + " on the source and not here",
                "GRANT " + lack.rights() + " ON " + on + shown + " TO " + Sql.name(lack.role())
                        + (more.isEmpty() ? "" : ", and so for the others"));
    }

    private static Map<Thing, Set<String>> rights(PostgresConnections side, List<Table> tables) {
        return side.call("looking at rights", connection -> {
            Map<Thing, Set<String>> rights = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement(RIGHTS)) {
                statement.setArray(
                        1,
                        Obstacles.texts(connection, tables, table -> table.id().schema()));
                statement.setArray(
                        2,
                        Obstacles.texts(connection, tables, table -> table.id().name()));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        rights.put(
                                new Thing(rows.getString(1), rows.getString(2), rows.getString(3)),
                                Set.copyOf(Arrays.asList(
                                        (String[]) rows.getArray(4).getArray())));
                    }
                }
            }
            return rights;
        });
    }
}
