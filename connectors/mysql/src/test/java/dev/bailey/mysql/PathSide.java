package dev.bailey.mysql;

import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.TableId;
import dev.bailey.core.TenantPath;
import dev.bailey.mysql.Dialect.Engine;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A database of each engine with rows that belong to rows that have a tenant, which every test finds as the first one
 * did: making its guards takes longer than all that a test does. Order 1 is of the pilot's acme, order 2 of somebody in
 * the slice of everyone, order 3 of nobody.
 */
final class PathSide {

    private static final Map<Engine, TenantSide> SIDES = new EnumMap<>(Engine.class);

    private static final String[] TABLES = {
        "CREATE TABLE line (id bigint PRIMARY KEY, order_id int, words text,"
                + " FOREIGN KEY (order_id) REFERENCES orders (id))",
        "CREATE TABLE notes (id int PRIMARY KEY, line_id bigint, words text,"
                + " FOREIGN KEY (line_id) REFERENCES line (id))",
        "CREATE TABLE shares (id int PRIMARY KEY AUTO_INCREMENT, place int, letter varchar(9), tenant varchar(20),"
                + " UNIQUE (letter, place))",
        "CREATE TABLE doubles (id int PRIMARY KEY, place int, letter varchar(9),"
                + " FOREIGN KEY (letter, place) REFERENCES shares (letter, place))"
    };

    private static final String[] ROWS = {
        "DELETE FROM notes",
        "DELETE FROM doubles",
        "DELETE FROM line",
        "DELETE FROM shares",
        "DELETE FROM orders",
        "INSERT INTO orders VALUES (1, 'acme', ''), (2, '" + TenantSide.others() + "', ''), (3, NULL, '')",
        "INSERT INTO line VALUES (11, 1, ''), (13, 1, ''), (21, 2, ''), (31, 3, ''), (91, NULL, '')",
        "INSERT INTO notes VALUES (111, 11, ''), (211, 21, ''), (911, 91, ''), (999, NULL, '')",
        "INSERT INTO shares (place, letter, tenant) VALUES (1, 'a', 'acme'), (2, 'a', '" + TenantSide.others() + "')",
        "INSERT INTO doubles VALUES (1, 1, 'a'), (2, 2, 'a'), (3, 1, NULL)"
    };

    private PathSide() {}

    static synchronized TenantSide of(Engine engine) throws SQLException {
        Servers.require(engine);
        TenantSide side = SIDES.get(engine);
        if (side == null) {
            side = new TenantSide(engine, PathSide::paths, TABLES);
            SIDES.put(engine, side);
        }
        for (Guard guard : List.of(side.pilot, side.quarter, side.everyone)) {
            guard.move(guard.read().state(), GuardState.open(0));
        }
        side.connections.call("beginning anew", session -> {
            TenantSide.run(session, ROWS);
            return session;
        });
        return side;
    }

    static Map<TableId, TenantPath> paths(String database) {
        return Map.of(
                new TableId(database, "line"),
                new TenantPath(List.of("order_id"), new TableId(database, "orders"), List.of("id")),
                new TableId(database, "notes"),
                new TenantPath(List.of("line_id"), new TableId(database, "line"), List.of("id")),
                new TableId(database, "doubles"),
                new TenantPath(
                        List.of("place", "letter"), new TableId(database, "shares"), List.of("place", "letter")));
    }
}
