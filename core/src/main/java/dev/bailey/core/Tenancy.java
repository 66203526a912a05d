package dev.bailey.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Whose row it is: the tenant stands in a column, or in that of a row of another table that it belongs to. Rows of a
 * table without either, and those whose column is null, are everyone's: they go with the last slice. Immutable.
 *
 * @param column of every table that has one of this name
 * @param columns of tables in which it is called otherwise, by {@code schema.table}
 * @param paths of tables whose rows are of the tenant of another row
 */
public record Tenancy(Slices slices, String column, Map<String, String> columns, Map<TableId, TenantPath> paths) {

    public Tenancy {
        columns = Map.copyOf(columns);
        paths = Map.copyOf(paths);
        if (column.isEmpty() || columns.containsValue("")) {
            throw new IllegalArgumentException("a tenant's column has a name");
        }
        for (TableId table : paths.keySet()) {
            requireEnd(paths, table);
        }
        if (slices.haveValidation() && !paths.isEmpty()) {
            throw new IllegalArgumentException("a change does not tell whose a row of a path is, so what tenants that"
                    + " validate write to " + paths.keySet() + " could not be left out");
        }
    }

    public Tenancy(Slices slices, String column, Map<String, String> columns) {
        this(slices, column, columns, Map.of());
    }

    private static void requireEnd(Map<TableId, TenantPath> paths, TableId table) {
        TableId at = table;
        for (int i = 0; i <= paths.size(); i++) {
            TenantPath path = paths.get(at);
            if (path == null) {
                return;
            }
            at = path.parent();
        }
        throw new IllegalArgumentException("the path of " + table + " comes back to where it was");
    }

    /** The steps from a row of the table to that which has its tenant; empty where none are needed, or it has none. */
    public List<TenantPath> path(TableId table) {
        List<TenantPath> steps = new ArrayList<>();
        for (TenantPath next = paths.get(table); next != null; next = paths.get(next.parent())) {
            steps.add(next);
        }
        return steps;
    }

    /** The most steps from any table. */
    public int stepsMax() {
        return paths.keySet().stream()
                .mapToInt(table -> path(table).size())
                .max()
                .orElse(0);
    }

    /** What the column is called in which the table would have the tenant. */
    public String columnIn(TableId table) {
        return columns.getOrDefault(table.toString(), column);
    }

    /** Where the tenant stands in a row of the table itself; empty for one with a path, and one that is everyone's. */
    public OptionalInt columnOf(Table table) {
        return paths.containsKey(table.id()) ? OptionalInt.empty() : ownColumnOf(table);
    }

    /** The same, whether or not the table has a path. */
    public OptionalInt ownColumnOf(Table table) {
        String name = columnIn(table.id());
        for (int i = 0; i < table.columns().size(); i++) {
            if (table.columns().get(i).name().equals(name)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** The slice of the tenant whose name is the text of a value of this column. */
    public int sliceOf(Column column, Value tenant) {
        return slices.of(tenant.isNull() ? null : tenant.text(column.charset()));
    }

    /** Of each of these slices, by name, a tenant that need not exist. */
    public static Map<String, String> samples(Slices slices) {
        Map<String, String> samples = new HashMap<>();
        slices.all().stream()
                .filter(Slice::isList)
                .forEach(slice ->
                        samples.put(slice.name(), slice.tenants().iterator().next()));
        for (int i = 0; samples.size() < slices.size(); i++) {
            String tenant = Integer.toString(i);
            samples.putIfAbsent(slices.all().get(slices.of(tenant)).name(), tenant);
        }
        return samples;
    }
}
