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

    private static final String ALL = "14-15 14-18 15-17 16-18 17-18 18-18";

    private static final Map<Version, PostgresServer> SERVERS = new ConcurrentHashMap<>();

    record Pair(Version from, Version to) {
        @Override
        public String toString() {
            return from + " to " + to;
        }
    }

    /** All of them with {@code -Dbailey.torture=all}, any one with {@code -Dbailey.torture=14-18}. */
    static Stream<Pair> pairs() {
        String wanted = System.getProperty("bailey.torture", "16-18");
        return Stream.of(wanted.equals("all") ? ALL : wanted)
                .flatMap(pairs -> Stream.of(pairs.split(" ", -1)))
                .map(pair -> pair.split("-", -1))
                .map(pair -> new Pair(Version.valueOf("V" + pair[0]), Version.valueOf("V" + pair[1])));
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
