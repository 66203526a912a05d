package dev.bailey.mysql;

import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code SHOW CREATE TABLE} says, part by part. Immutable.
 *
 * @param parts columns, indexes and constraints, as they stand between the parentheses
 * @param options all that follows: engine, character set, partitions
 */
record CreateTable(TableId id, List<String> parts, String options) {

    private static final Pattern PART =
            Pattern.compile("  (?=`|PRIMARY |UNIQUE |KEY |FULLTEXT |SPATIAL |VECTOR |CONSTRAINT |CHECK |PERIOD )");

    private static final Pattern INDEX = Pattern.compile(
            "(?<unique>UNIQUE )?(?:FULLTEXT |SPATIAL |VECTOR )?KEY (?<name>`(?:[^`]|``)+`)"
                    + " \\((?<first>`(?:[^`]|``)+`)?.*",
            Pattern.DOTALL);

    private static final Pattern FOREIGN_KEY = Pattern.compile(
            "CONSTRAINT `(?:[^`]|``)+` FOREIGN KEY .* REFERENCES (?:`(?<schema>(?:[^`]|``)+)`\\.)?"
                    + "`(?<table>(?:[^`]|``)+)` .*",
            Pattern.DOTALL);

    /** Readers go on. */
    static final String SHARED = " LOCK = SHARED,";

    private static final Pattern BUILDING =
            Pattern.compile("ALTER TABLE ((?:`[^`]*`|\\.)+)(?:" + SHARED + ")?\n  ADD ");

    private static final Pattern COUNTER = Pattern.compile(" AUTO_INCREMENT=\\d+");

    CreateTable {
        parts = List.copyOf(parts);
    }

    static CreateTable read(Connection session, TableId id) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery("SHOW CREATE TABLE " + Sql.name(id))) {
            row.next();
            return of(id, row.getString(2));
        }
    }

    static CreateTable of(TableId id, String statement) {
        String[] lines = statement.split("\n", -1);
        List<String> parts = new ArrayList<>();
        int line = 1;
        while (!lines[line].startsWith(")")) {
            Matcher part = PART.matcher(lines[line]);
            if (part.lookingAt()) {
                parts.add(lines[line].substring(part.end()));
            } else {
                // a text in it holds the end of a line
                parts.add(parts.remove(parts.size() - 1) + "\n" + lines[line]);
            }
            line++;
        }
        String options =
                String.join("\n", List.of(lines).subList(line, lines.length)).substring(1);
        return new CreateTable(
                id,
                parts.stream().map(part -> part.replaceFirst(",$", "")).toList(),
                COUNTER.matcher(options).replaceFirst(""));
    }

    /** The statement as it is. */
    String whole() {
        return "CREATE TABLE " + Sql.name(id.name()) + " (\n  " + String.join(",\n  ", parts) + "\n)" + options;
    }

    /** A column as it is declared, its name first; empty when there is none. */
    Optional<String> column(String name) {
        return parts.stream()
                .filter(part -> part.startsWith(Sql.name(name) + " "))
                .findFirst();
    }

    /** The statement without what is quicker built, or only possible, when the rows are there. */
    String bare() {
        List<String> kept = parts.stream()
                .filter(part -> index(part).filter(this::canWait).isEmpty()
                        && foreignKey(part).isEmpty())
                .toList();
        return "CREATE TABLE " + Sql.name(id.name()) + " (\n  " + String.join(",\n  ", kept) + "\n)" + options;
    }

    /** The indexes that are left out of it. */
    List<Index> waiting() {
        return parts.stream()
                .flatMap(part -> index(part).stream())
                .filter(this::canWait)
                .toList();
    }

    /**
     * Statements that build these indexes: in one pass over the table, but for those that are built alone. Nobody
     * writes while a unique one is built: otherwise the server takes two rows that swap a value for duplicates.
     */
    static List<String> buildings(String table, List<Index> indexes) {
        List<String> statements = new ArrayList<>();
        List<String> together = indexes.stream()
                .filter(index -> !index.isBuiltAlone())
                .map(Index::definition)
                .toList();
        if (!together.isEmpty()) {
            boolean unique = indexes.stream().anyMatch(Index::unique);
            statements.add(
                    "ALTER TABLE " + table + (unique ? SHARED : "") + "\n  ADD " + String.join(",\n  ADD ", together));
        }
        indexes.stream()
                .filter(Index::isBuiltAlone)
                .forEach(index -> statements.add("ALTER TABLE " + table + "\n  ADD " + index.definition()));
        return statements;
    }

    /** The table, as SQL spells it, whose indexes a statement of {@link #buildings} builds. */
    static Optional<String> built(String statement) {
        Matcher building = BUILDING.matcher(statement);
        return building.lookingAt() ? Optional.of(building.group(1)) : Optional.empty();
    }

    /** Every foreign key: what it points at, and how it is made. */
    List<ForeignKey> foreignKeys() {
        return parts.stream().flatMap(part -> foreignKey(part).stream()).toList();
    }

    /** Rows are told apart by a unique index where there is no primary key; and what is numbered needs an index. */
    private boolean canWait(Index index) {
        boolean hasPrimary = parts.stream().anyMatch(part -> part.startsWith("PRIMARY KEY "));
        return (hasPrimary || !index.unique()) && !numbered().equals(Optional.of(index.first()));
    }

    private Optional<String> numbered() {
        return parts.stream()
                .filter(part ->
                        part.startsWith("`") && part.toUpperCase(Locale.ROOT).contains(" AUTO_INCREMENT"))
                .map(part -> part.substring(0, part.indexOf("` ") + 1))
                .findFirst();
    }

    private static Optional<Index> index(String part) {
        Matcher index = INDEX.matcher(part);
        return index.matches()
                ? Optional.of(new Index(
                        index.group("name"),
                        index.group("first") == null ? "" : index.group("first"),
                        index.group("unique") != null,
                        part))
                : Optional.empty();
    }

    private static Optional<ForeignKey> foreignKey(String part) {
        Matcher key = FOREIGN_KEY.matcher(part);
        return key.matches()
                ? Optional.of(new ForeignKey(
                        Optional.ofNullable(key.group("schema")).map(CreateTable::unquoted),
                        unquoted(key.group("table")),
                        part))
                : Optional.empty();
    }

    private static String unquoted(String name) {
        return name.replace("``", "`");
    }

    /**
     * A secondary index.
     *
     * @param name as SQL spells it
     * @param first column in it; empty for an expression
     * @param definition as it follows {@code ADD}
     */
    record Index(String name, String first, boolean unique, String definition) {

        /** The server builds only one such index at a time. */
        boolean isBuiltAlone() {
            return definition.startsWith("FULLTEXT ") || definition.startsWith("VECTOR ");
        }
    }

    /**
     * A foreign key.
     *
     * @param schema of the other table; empty for the same
     * @param definition as it follows {@code ADD}
     */
    record ForeignKey(Optional<String> schema, String table, String definition) {}
}
