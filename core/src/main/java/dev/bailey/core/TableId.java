package dev.bailey.core;

/** The name of a table, exactly as the catalog spells it, unquoted. Sorted by schema, then name. */
public record TableId(String schema, String name) implements Comparable<TableId> {

    public TableId {
        if (schema.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException("a table needs a schema and a name: \"" + schema + "." + name + "\"");
        }
    }

    @Override
    public int compareTo(TableId other) {
        int bySchema = schema.compareTo(other.schema);
        return bySchema != 0 ? bySchema : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
