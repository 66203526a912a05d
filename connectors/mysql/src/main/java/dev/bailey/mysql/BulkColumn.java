package dev.bailey.mysql;

import dev.bailey.core.Column;
import dev.bailey.core.Table;
import java.util.List;
import java.util.Locale;

/**
 * How a column's values get from a query into {@code LOAD DATA} byte for byte: what is selected, and what is assigned
 * of it. Immutable.
 *
 * <p>Texts and bytes pass as they are stored, for the session that reads converts nothing and the file that is loaded
 * has the character set {@code binary}. All else passes as plain ASCII, so that it means the same to both.
 *
 * @param plainName as the catalog spells it
 * @param name as SQL does
 */
record BulkColumn(String plainName, String name, ValueType type) {

    /** The columns that are written, in the table's order. */
    static List<BulkColumn> of(Table table) {
        return table.columns().stream()
                .filter(column -> !column.generated())
                .map(column -> new BulkColumn(column.name(), Sql.name(column.name()), type(column)))
                .toList();
    }

    static ValueType type(Column column) {
        return ValueType.spelled(column.type());
    }

    /** An expression whose value the driver hands out as bytes. */
    String selected() {
        return switch (type.kind()) {
            case TEXT, BYTES, FIXED_BYTES, GEOMETRY -> name;
            // by itself it is written with six digits; as a DOUBLE with all that matter to a FLOAT, but not to a DOUBLE
            case FLOAT -> "CAST(CAST(" + name + " AS DOUBLE) AS CHAR)";
            case BIT, ENUM, SET -> "CAST(CAST(" + name + " AS UNSIGNED) AS CHAR)";
            case INTEGER, DECIMAL, DOUBLE, YEAR, DATE, TIME, DATETIME, TIMESTAMP, JSON, NAMED, UNKNOWN ->
                "CAST(" + name + " AS CHAR)";
        };
    }

    /** Where {@code LOAD DATA} puts what it reads: the column itself, or a variable of this number. */
    String read(int number) {
        return isAssigned() ? "@v" + number : name;
    }

    boolean isAssigned() {
        return switch (type.kind()) {
            case BIT, ENUM, SET, JSON, NAMED -> true;
            case INTEGER,
                    DECIMAL,
                    FLOAT,
                    DOUBLE,
                    YEAR,
                    DATE,
                    TIME,
                    DATETIME,
                    TIMESTAMP,
                    TEXT,
                    BYTES,
                    FIXED_BYTES,
                    GEOMETRY,
                    UNKNOWN -> false;
        };
    }

    /** What is assigned to the column of the variable of this number. */
    String assignment(int number) {
        return switch (type.kind()) {
            // by number, for a text would be looked up among the members first
            case BIT, ENUM, SET -> name + " = CAST(@v" + number + " AS UNSIGNED)";
            default -> name + " = CONVERT(@v" + number + " USING utf8mb4)";
        };
    }

    /** Whether a value may be larger than what is worth to be kept of several rows at once. */
    boolean mayBeLarge() {
        String spelled = type.text().toLowerCase(Locale.ROOT);
        return type.kind() == ValueType.Kind.JSON
                || type.kind() == ValueType.Kind.GEOMETRY
                || spelled.endsWith("blob")
                || spelled.endsWith("text");
    }
}
