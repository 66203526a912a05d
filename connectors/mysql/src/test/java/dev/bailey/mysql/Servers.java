package dev.bailey.mysql;

import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.BinlogServer;
import dev.bailey.testkit.MariaDbServer;
import dev.bailey.testkit.MySqlServer;
import java.util.EnumMap;
import java.util.Map;

/** Two servers of each engine for all tests that need nothing special of them; they stop with the JVM. Thread-safe. */
final class Servers {

    private static final Map<Engine, BinlogServer> SOURCES = new EnumMap<>(Engine.class);
    private static final Map<Engine, BinlogServer> TARGETS = new EnumMap<>(Engine.class);

    private Servers() {}

    /** Skips the test where what the engine needs is not installed. */
    static void require(Engine engine) {
        if (engine == Engine.MARIADB) {
            MariaDbServer.require();
        } else {
            MySqlServer.require();
        }
    }

    static synchronized BinlogServer source(Engine engine) {
        return SOURCES.computeIfAbsent(engine, Servers::start);
    }

    static synchronized BinlogServer target(Engine engine) {
        return TARGETS.computeIfAbsent(engine, Servers::start);
    }

    private static BinlogServer start(Engine engine) {
        require(engine);
        return engine == Engine.MARIADB ? MariaDbServer.start() : MySqlServer.start();
    }
}
