package dev.bailey.control;

import dev.bailey.core.Column;
import dev.bailey.core.Database;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tables that a store moves, each in the shape in which it was last taken in, held against what both sides have
 * now. Thread-safe.
 */
final class Roster {

    private final List<String> include;
    private final List<String> exclude;
    private final Database source;
    private final Database target;
    private final Map<TableId, Table> tables = new TreeMap<>();
    private final Map<TableId, String> identities = new HashMap<>();
    private final Map<TableId, String> refused = new HashMap<>();

    /** @param tables that are moved at first */
    Roster(List<String> include, List<String> exclude, Database source, Database target, Collection<Table> tables) {
        this.include = List.copyOf(include);
        this.exclude = List.copyOf(exclude);
        this.source = source;
        this.target = target;
        tables.forEach(table -> this.tables.put(table.id(), table));
    }

    /** What is not as it was, and who does something about it. */
    record Finding(TableId table, Act act, String sentence) {}

    /** What becomes of a finding. */
    enum Act {
        /** People have to make both sides alike. */
        MEND,
        /** Bailey copies and follows it from here on. */
        TAKE_IN,
        /** Bailey lets go of what has its name, and copies what is there now. */
        REPLACE,
        /** Bailey compares it anew. */
        RESHAPE,
        /** Bailey forgets it. */
        LET_GO
    }

    synchronized List<Table> tables() {
        return List.copyOf(tables.values());
    }

    synchronized Optional<Table> table(TableId id) {
        return Optional.ofNullable(tables.get(id));
    }

    /** Tables that are on a side and are not moved, and why. */
    Map<TableId, String> leftOut() {
        Map<TableId, String> leftOut = new TreeMap<>();
        for (Database side : List.of(source, target)) {
            side.catalog().tables(List.of("*.*"), List.of()).stream()
                    .map(Table::id)
                    .filter(id -> table(id).isEmpty())
                    .forEach(id ->
                            leftOut.put(id, "it is not moved: the plan leaves it out, or it is not taken in yet"));
        }
        return leftOut;
    }

    Look look() {
        return new Look(look(Side.SOURCE), look(Side.TARGET));
    }

    Look.Half look(Side side) {
        return Look.Half.of(side == Side.SOURCE ? source : target, include, exclude);
    }

    /** Everything that is not as it was, by table. */
    synchronized List<Finding> findings(Look look, Side owner) {
        Alike alike = new Alike(look, owner, owner == Side.SOURCE ? source : target);
        List<Finding> findings = new ArrayList<>();
        for (Table table : tables.values()) {
            finding(table, look, alike).ifPresent(findings::add);
        }
        for (TableId id : look.ids()) {
            if (!tables.containsKey(id)) {
                findings.add(newcomer(id, alike));
            }
        }
        return findings;
    }

    private Optional<Finding> finding(Table table, Look look, Alike alike) {
        TableId id = table.id();
        Optional<Table> now = look.at(alike.owner()).table(id);
        Optional<Table> other = look.at(alike.owner().opposite()).table(id);
        if (now.isEmpty() && other.isEmpty()) {
            return Optional.of(new Finding(id, Act.LET_GO, "table " + id + " is gone from both sides"));
        } else if (now.isEmpty() || other.isEmpty()) {
            return Optional.of(
                    gone(id, now.isEmpty() ? alike.owner() : alike.owner().opposite()));
        }
        Optional<String> difference = alike.difference(id);
        if (difference.isPresent()) {
            return Optional.of(new Finding(id, Act.MEND, difference.get()));
        }
        if (!identities.computeIfAbsent(id, look::identity).equals(look.identity(id))) {
            String again = "table " + id + " was made again, or another one took its name: it is copied anew";
            return Optional.of(new Finding(id, Act.REPLACE, refused.getOrDefault(id, again)));
        }
        return isSame(table, now.get())
                ? Optional.empty()
                : Optional.of(new Finding(id, Act.RESHAPE, "table " + id + " was altered since it was compared"));
    }

    private static Finding gone(TableId id, Side side) {
        return new Finding(
                id,
                Act.MEND,
                "table " + id + " is gone from the " + side.label() + ", or was renamed: drop or rename it on the "
                        + side.opposite().label() + " as well");
    }

    private Finding newcomer(TableId id, Alike alike) {
        return alike.difference(id)
                .map(difference -> new Finding(id, Act.MEND, difference))
                .orElseGet(() -> new Finding(
                        id, Act.TAKE_IN, refused.getOrDefault(id, "table " + id + " is new, and about to be copied")));
    }

    /** Columns may stand in another order on the other side; the order of the key is that of the rows compared. */
    private static boolean isSame(Table before, Table now) {
        return new HashSet<>(before.columns()).equals(new HashSet<>(now.columns()))
                && names(before.key()).equals(names(now.key()));
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }

    synchronized void took(Table table, Look look) {
        tables.put(table.id(), table);
        identities.put(table.id(), look.identity(table.id()));
        refused.remove(table.id());
    }

    synchronized void letGo(TableId table) {
        tables.remove(table);
        identities.remove(table);
        refused.remove(table);
    }

    /** Why a table is not taken in, until it is. */
    synchronized void refuse(TableId table, String because) {
        refused.put(table, because);
    }
}
