package dev.bailey.app;

import dev.bailey.core.Side;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that PostgreSQL has, moved, changed in both directions and reloaded, from one version to another. */
class TortureTest {

    private static final Map<Version, PostgresServer> SERVERS = new ConcurrentHashMap<>();

    record Pair(Version from, Version to) {
        @Override
        public String toString() {
            return from + " to " + to;
        }
    }

    /** All of them with {@code -Dbailey.torture=all}. */
    static Stream<Pair> pairs() {
        Stream<Pair> always = Stream.of(new Pair(Version.OLDER, Version.NEWER));
        return System.getProperty("bailey.torture", "").equals("all")
                ? Stream.of(
                        new Pair(Version.V14, Version.V15),
                        new Pair(Version.V14, Version.V18),
                        new Pair(Version.V15, Version.V17),
                        new Pair(Version.OLDER, Version.NEWER),
                        new Pair(Version.V17, Version.V18),
                        new Pair(Version.V18, Version.V18))
                : always;
    }

    @AfterAll
    static void stopServers() {
        SERVERS.values().forEach(PostgresServer::close);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everythingIsCarriedInBothDirectionsAndReloaded(Pair pair) {
        try (TortureMove move = new TortureMove(server(pair.from), server(pair.to))) {
            move.makeSchema();
            try (TortureMove.Changes changes = move.changing()) {
                move.copy();
                changes.awaitRounds(2);
            }
            move.assertEqual();

            try (TortureMove.Changes changes = move.changing()) {
                move.reloadAll();
                changes.awaitRounds(2);
            }
            move.assertEqual();

            move.turnTo(Side.TARGET);
            try (TortureMove.Changes changes = move.changing()) {
                changes.awaitRounds(2);
            }
            move.assertEqual();
        }
    }

    private static PostgresServer server(Version version) {
        return SERVERS.computeIfAbsent(version, PostgresServer::start);
    }
}
