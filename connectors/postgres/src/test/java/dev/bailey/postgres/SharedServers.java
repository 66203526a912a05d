package dev.bailey.postgres;

import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.util.EnumMap;
import java.util.Map;

/** One server of each version for all tests that need nothing special of it; they stop with the JVM. Thread-safe. */
final class SharedServers {

    private static final Map<Version, PostgresServer> SERVERS = new EnumMap<>(Version.class);

    private SharedServers() {}

    static synchronized PostgresServer of(Version version) {
        return SERVERS.computeIfAbsent(version, PostgresServer::start);
    }
}
