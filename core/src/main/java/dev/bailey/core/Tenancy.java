package dev.bailey.core;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Whose row it is: the tenant stands in a column. Rows of a table without such a column, and those whose column is
 * null, are everyone's: they go with the last slice. Immutable.
 *
 * @param column of every table that has one of this name
 * @param columns of tables in which it is called otherwise, by {@code schema.table}
 */
public record Tenancy(Slices slices, String column, Map<String, String> columns) {

    public Tenancy {
        columns = Map.copyOf(columns);
        if (column.isEmpty() || columns.containsValue("")) {
            throw new IllegalArgumentException("a tenant's column has a name");
        }
    }

    /** Where the tenant stands in a row of the table; empty for a table that is everyone's. */
    public OptionalInt columnOf(Table table) {
        String name = columns.getOrDefault(table.id().toString(), column);
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
