package dev.bailey.control;

import dev.bailey.core.Catalog;
import dev.bailey.core.Catalog.ForeignKey;
import dev.bailey.core.Column;
import dev.bailey.core.Finding;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Tenancy;
import dev.bailey.core.TenantPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Whether the paths to a tenant that a plan names can be gone on one side. Immutable. */
final class TenantPaths {

    private final Side side;
    private final Map<TableId, Table> tables;
    private final Tenancy tenancy;

    /** @param tables that the store moves, as this side has them */
    private TenantPaths(Side side, List<Table> tables, Tenancy tenancy) {
        this.side = side;
        this.tables = tables.stream().collect(Collectors.toMap(Table::id, Function.identity()));
        this.tenancy = tenancy;
    }

    /**
     * What stands in the way, and what people should know.
     *
     * @param tables that the store moves, as this side has them; what the target has not yet is passed over
     */
    static List<Finding> findings(Catalog catalog, Side side, List<Table> tables, Optional<Tenancy> tenancy) {
        if (tenancy.isEmpty() || tenancy.get().paths().isEmpty()) {
            return List.of();
        }
        TenantPaths paths = new TenantPaths(side, tables, tenancy.get());
        List<ForeignKey> keys =
                catalog.foreignKeys(List.copyOf(tenancy.get().paths().keySet()));
        List<Finding> findings = new ArrayList<>();
        new TreeMap<>(tenancy.get().paths())
                .forEach((table, path) -> paths.finding(table, path, keys).ifPresent(findings::add));
        return findings;
    }

    private Optional<Finding> finding(TableId id, TenantPath path, List<ForeignKey> keys) {
        Table table = tables.get(id);
        Table parent = tables.get(path.parent());
        if (table == null || parent == null) {
            TableId missing = table == null ? id : path.parent();
            return side == Side.TARGET
                    ? Optional.empty()
                    : trouble(
                            id,
                            missing + " is no table that the plan moves, and the tenant of " + id
                                    + " is looked for along it",
                            "name tables that hold rows and are moved: a partition instead of the table that is parted");
        }
        Optional<String> lacking = lacking(table, path.columns()).or(() -> lacking(parent, path.key()));
        if (lacking.isPresent()) {
            return trouble(
                    id, lacking.get() + ", which the plan names in the path of " + id, "name columns that are there");
        }
        if (tenancy.ownColumnOf(table).isPresent()) {
            return trouble(
                    id,
                    id + " has the column \"" + tenancy.columnIn(id)
                            + "\", in which its tenant stands, and a path as well",
                    "take its path out of the plan");
        }
        if (!tenancy.paths().containsKey(parent.id())
                && tenancy.columnOf(parent).isEmpty()) {
            return trouble(
                    id,
                    "the path of " + id + " ends at " + parent + ", which has no column \""
                            + tenancy.columnIn(parent.id()) + "\"",
                    "name the column in which its tenant stands (columns), or a path from there on");
        }
        return keyed(id, path, keys);
    }

    private static Optional<String> lacking(Table table, List<String> columns) {
        List<String> there = table.columns().stream().map(Column::name).toList();
        return columns.stream()
                .filter(name -> !there.contains(name))
                .findFirst()
                .map(name -> table + " has no column \"" + name + "\"");
    }

    private Optional<Finding> keyed(TableId id, TenantPath path, List<ForeignKey> keys) {
        List<ForeignKey> along = keys.stream()
                .filter(key -> key.table().equals(id) && key.parent().equals(path.parent()))
                .filter(key -> pairs(key.columns(), key.key()).equals(pairs(path.columns(), path.key())))
                .toList();
        String columns = String.join(", ", path.columns());
        String leads = columns + " of " + id + " to " + String.join(", ", path.key()) + " of " + path.parent();
        if (along.isEmpty()) {
            return trouble(
                    id,
                    "no foreign key leads from " + leads,
                    "add it (ALTER TABLE … ADD FOREIGN KEY), or leave the path out: then these rows are everyone's");
        }
        Optional<ForeignKey> sound =
                along.stream().filter(key -> key.unfit().isEmpty()).findFirst();
        if (sound.isEmpty()) {
            ForeignKey unfit = along.get(0);
            return trouble(
                    id,
                    "the foreign key " + unfit.name() + " from " + leads + " " + unfit.unfit(),
                    "mend it, or leave the path out: then these rows are everyone's");
        }
        return sound.filter(ForeignKey::deferrable)
                .map(key -> ControlCheck.TENANT_PATH_DEFERRED.finding(
                        id.toString(),
                        "the foreign key " + key.name() + " of " + id + " can be deferred, and a row of " + id
                                + " that is written before the one it belongs to is refused while slices stand apart",
                        "see that applications write that one first"));
    }

    private static Map<String, String> pairs(List<String> columns, List<String> key) {
        Map<String, String> pairs = new HashMap<>();
        IntStream.range(0, columns.size()).forEach(i -> pairs.put(columns.get(i), key.get(i)));
        return pairs;
    }

    private static Optional<Finding> trouble(TableId subject, String found, String remedy) {
        return Optional.of(ControlCheck.TENANT_PATH.finding(subject.toString(), found, remedy));
    }
}
