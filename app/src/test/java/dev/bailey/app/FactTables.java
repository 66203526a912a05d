package dev.bailey.app;

import dev.bailey.core.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tables with values of which faults are easily overlooked, and a row for each fault. */
record FactTables(String engine, ShopPlace source, ShopPlace target) {

    private static final List<String> FACTS = List.of("1", "2", "-3", "4", "5", "6", "7", "8", "9", "10");

    /** As texts they are not the same, whatever a collation says. */
    private static final Set<String> TWINS = Set.of("a", "A", "b", "b ");

    static FactTables on(String engine) {
        if (engine.equals("postgresql")) {
            return new FactTables(engine, Place.of(Servers.OLD, Side.SOURCE), Place.of(Servers.NEW, Side.TARGET));
        }
        BinlogPlace.require(engine);
        return new FactTables(engine, BinlogPlace.fresh(engine, Side.SOURCE), BinlogPlace.fresh(engine, Side.TARGET));
    }

    private boolean isPostgres() {
        return engine.equals("postgresql");
    }

    ShopPlace place(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    LiveWorld world(Path folder, int rows) throws IOException {
        return new LiveWorld(folder, source, target, schema(rows).toArray(String[]::new));
    }

    private List<String> schema(int rows) {
        String i = isPostgres() ? "i" : "CAST(i AS CHAR)";
        List<String> schema = new ArrayList<>();
        schema.add(
                isPostgres()
                        ? "CREATE TABLE fact (id bigint PRIMARY KEY, word text, moment timestamptz, local timestamp,"
                                + " number double precision, bits bytea, amount numeric(12, 2), n int NOT NULL)"
                        : "CREATE TABLE fact (id bigint PRIMARY KEY, word varchar(100), moment timestamp(3) NULL,"
                                + " local datetime(3), number double, bits varbinary(64), amount decimal(12, 2),"
                                + " n int NOT NULL) DEFAULT CHARSET utf8mb4 COLLATE utf8mb4_general_ci");
        schema.add(
                isPostgres()
                        ? "CREATE TABLE tag (name text PRIMARY KEY, n int)"
                        : "CREATE TABLE tag (name varchar(50) PRIMARY KEY, n int)"
                                + " DEFAULT CHARSET utf8mb4 COLLATE utf8mb4_general_ci");
        schema.add("INSERT INTO tag VALUES ('a', 1), ('b ', 2), ('c', 3)");
        String values = " i, CONCAT('word ', " + i + "), " + times() + ", 0.0, " + bits() + ", i * 1.25, i ";
        schema.add(
                isPostgres()
                        ? "INSERT INTO fact SELECT" + values + "FROM generate_series(1, " + rows + ") i"
                        : "INSERT INTO fact SELECT" + values + "FROM (WITH RECURSIVE s AS (SELECT 1 AS i UNION ALL"
                                + " SELECT i + 1 FROM s WHERE i < 1000) SELECT s.i + 1000 * (t.i - 1) + 1000000 * (u.i - 1) AS i"
                                + " FROM s, s t, s u WHERE u.i <= " + (rows / 1_000_000 + 1)
                                + " AND s.i + 1000 * (t.i - 1) + 1000000 * (u.i - 1) <= " + rows + ") i");
        return schema;
    }

    private static String times() {
        return "'2026-03-29 01:30:00', '2026-03-29 01:30:00'";
    }

    private String bits() {
        return isPostgres() ? "decode(md5(i::text), 'hex')" : "UNHEX(MD5(i))";
    }

    /** As a plan and a person name it. */
    String id(String table) {
        return (isPostgres() ? "public" : source.database()) + "." + table;
    }

    /** Keys by table of what {@link #plant} leaves. */
    Map<String, Set<String>> planted() {
        Set<String> facts = new HashSet<>(FACTS);
        if (engine.equals("mariadb")) {
            facts.remove("7"); // it stores no minus zero
        }
        return Map.of("fact", facts, "tag", TWINS);
    }

    /** On this side, past the guard. */
    void plant(Side side, LiveWorld world) {
        String hour = isPostgres() ? "interval '1 hour'" : "INTERVAL 1 HOUR";
        String flipped = isPostgres()
                ? "set_bit(bits, 7, 1 - get_bit(bits, 7))"
                : "CONCAT(CHAR(ASCII(bits) ^ 1 USING binary), SUBSTRING(bits, 2))";
        String minus = isPostgres() ? "'-0'" : "-0e0";
        world.bypassing(
                side,
                "UPDATE fact SET bits = " + flipped + " WHERE id = 1",
                "DELETE FROM fact WHERE id = 2",
                "INSERT INTO fact (id, word, n) VALUES (-3, 'wrong', 0)",
                "UPDATE fact SET word = 'word' WHERE id = 4",
                "UPDATE fact SET moment = moment + " + hour + " WHERE id = 5",
                "UPDATE fact SET local = local + " + hour + " WHERE id = 6",
                "UPDATE fact SET number = " + minus + " WHERE id = 7",
                "UPDATE fact SET word = 'Word 8' WHERE id = 8",
                "UPDATE fact SET word = 'word 9 ' WHERE id = 9",
                "UPDATE fact SET amount = amount - 0.01 WHERE id = 10",
                "UPDATE tag SET name = 'A' WHERE name = 'a'",
                "UPDATE tag SET name = 'b' WHERE name = 'b '");
    }
}
