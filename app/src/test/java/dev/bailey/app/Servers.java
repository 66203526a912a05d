package dev.bailey.app;

import dev.bailey.testkit.PostgresServer;

/** One old and one new server for all the worlds of a test run: each world has databases of its own on them. */
final class Servers {

    static final PostgresServer OLD = started(PostgresServer.Version.OLDER);
    static final PostgresServer NEW = started(PostgresServer.Version.NEWER);

    private Servers() {}

    private static PostgresServer started(PostgresServer.Version version) {
        PostgresServer server = PostgresServer.start(version);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-server"));
        return server;
    }
}
