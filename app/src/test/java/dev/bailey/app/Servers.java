package dev.bailey.app;

import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import dev.bailey.testkit.TenantServer;
import java.util.EnumMap;
import java.util.Map;

/** One server of each version for all the worlds of a test run: each world has databases of its own on them. */
final class Servers {

    private static final Map<Version, PostgresServer> STARTED = new EnumMap<>(Version.class);

    static final PostgresServer OLD = of(Version.OLDER);
    static final PostgresServer NEW = of(Version.NEWER);

    private Servers() {}

    static synchronized PostgresServer of(Version version) {
        return STARTED.computeIfAbsent(version, Servers::started);
    }

    private static PostgresServer started(Version version) {
        PostgresServer server = PostgresServer.start(version);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-server"));
        return server;
    }

    /** An application of many tenants on this database. */
    static TenantServer tenants(PostgresServer server, String database) {
        return new TenantServer(
                "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database, "postgres", "postgres");
    }
}
