package dev.bailey.mysql;

import dev.bailey.core.Side;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.BinlogServer;
import java.util.List;

/** A database on either side in which nothing is wrong yet but for {@code loose}, which has no key. */
final class CheckedPlace {

    private static final List<String> TABLES = List.of(
            "CREATE TABLE note (id int AUTO_INCREMENT PRIMARY KEY, words text)",
            "CREATE TABLE child (id int PRIMARY KEY, note int, hidden int INVISIBLE, twice int AS (id * 2) STORED,"
                    + " thrice int AS (id * 3) VIRTUAL)",
            "CREATE TABLE link (a int, b double, PRIMARY KEY (a, b))",
            "CREATE TABLE loose (a int)");

    final String database = BinlogServer.freshName();
    private final Engine engine;

    CheckedPlace(Engine engine) {
        this.engine = engine;
        for (Side side : Side.values()) {
            server(side).createDatabase(database);
            server(side).execute(database, TABLES.toArray(String[]::new));
        }
    }

    BinlogServer server(Side side) {
        return side == Side.SOURCE ? Servers.source(engine) : Servers.target(engine);
    }

    private String url(Side side) {
        return server(side).url(database);
    }

    /** @param excluded tables that are not moved */
    Checked checked(String... excluded) {
        return new Checked(url(Side.SOURCE), url(Side.TARGET), excluded);
    }

    /** How findings say where it is. */
    String where(Side side) {
        return "127.0.0.1:" + server(side).port() + "/" + database;
    }

    /** The address of one side, with another user's name where it is the side that is looked at. */
    String poor(Side of, Side side, String user) {
        return of == side ? url(of).replace("bailey:", user + ":") : url(of);
    }
}
