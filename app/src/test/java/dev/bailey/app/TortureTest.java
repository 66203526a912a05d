package dev.bailey.app;

import dev.bailey.core.Side;
import dev.bailey.testkit.DocumentedDatabase.Right;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.testkit.PostgresServer.Version;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that PostgreSQL has, moved, changed in both directions and reloaded, from one version to another. */
class TortureTest {

    private static final String ALL = "14-15 14-18 15-17 16-18 17-18 18-18";

    /** By a superuser where there is no right. */
    record Pair(Version from, Version to, Optional<Right> right) {

        Place place(Side side) {
            PostgresServer server = Servers.of(side == Side.SOURCE ? from : to);
            return right.map(held -> Place.documented(server, side, held)).orElseGet(() -> Place.of(server, side));
        }

        @Override
        public String toString() {
            return from + " to " + to
                    + right.map(held -> ", session_replication_role " + held).orElse("");
        }
    }

    /**
     * All of them with {@code -Dbailey.torture=all}, and more in the schema; any one with
     * {@code -Dbailey.torture=14-18}; then as a superuser, or with {@code -Dbailey.right=GRANTED}, {@code LENT} or
     * {@code NONE}.
     */
    static Stream<Pair> pairs() {
        String wanted = System.getProperty("bailey.torture");
        if (wanted == null) {
            return Stream.of(
                    new Pair(Version.OLDER, Version.NEWER, Optional.empty()),
                    new Pair(Version.V15, Version.V17, Optional.of(Right.NONE)));
        }
        return Stream.of(wanted.equals("all") ? ALL : wanted)
                .flatMap(pairs -> Stream.of(pairs.split(" ", -1)))
                .map(pair -> pair.split("-", -1))
                .map(pair ->
                        new Pair(Version.valueOf("V" + pair[0]), Version.valueOf("V" + pair[1]), Optional.empty()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void everythingIsCarriedInBothDirectionsAndReloaded(Pair pair) {
        try (TortureMove move = new TortureMove(pair.place(Side.SOURCE), pair.place(Side.TARGET))) {
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
}
