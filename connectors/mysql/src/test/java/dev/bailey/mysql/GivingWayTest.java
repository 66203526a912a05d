package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Applier;
import dev.bailey.core.Change;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.Eventually;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream is applied while somebody alters a table. */
class GivingWayTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    /** Servers wait for 50 s in a deadlock of which one half is the engine's and the other is not. */
    @ParameterizedTest
    @EnumSource
    void whatAltersATableIsNotWaitedForForLongWhileItWaitsForUs(Engine engine) throws SQLException {
        try (Pair pair = new Pair(engine)) {
            pair.both(
                    "CREATE TABLE parent (id int PRIMARY KEY, v int)",
                    "CREATE TABLE child (id int PRIMARY KEY, parent int, FOREIGN KEY (parent) REFERENCES parent (id))");
            MysqlConnections target = pair.connections(Side.TARGET);
            LogPosition position =
                    LogPosition.before(LogPoint.of("binlog.000001", 4), pair.dialect(Side.TARGET), Gtids.NONE);
            try (Applier applier = MysqlDatabase.of(target).applier("giving");
                    Connection session = target.open()) {
                applier.begin(new Checkpoint("giving", position, 1, /* applying= */ true, ""));
                applier.write(new Change.Insert(pair.table("parent"), Pair.row("1", "1")));
                applier.commit();
                applier.begin(new Checkpoint("giving", position, 2, /* applying= */ true, ""));
                applier.write(new Change.Insert(pair.table("child"), Pair.row("1", "1")));
                CompletableFuture<Boolean> altered = CompletableFuture.supplyAsync(() -> alter(session));
                Eventually.eventually("it waits for us, or is done", SOON, () -> altered.isDone() || isWaiting(target));

                assertThat(isWrittenOrBusy(applier, pair)).isTrue();
                assertThat(altered).succeedsWithin(SOON).isEqualTo(true);
            }
        }
    }

    private static boolean isWaiting(MysqlConnections target) {
        String sql = "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE info LIKE 'ALTER TABLE parent%'"
                + " AND (state LIKE '%aiting%' OR state LIKE '%commit%')";
        return target.call("looking", session -> {
            try (Statement statement = session.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getInt(1) > 0;
            }
        });
    }

    private static boolean alter(Connection session) {
        try (Statement statement = session.createStatement()) {
            statement.execute("SET SESSION foreign_key_checks = 0");
            statement.execute("ALTER TABLE parent ADD KEY (v)");
            return true;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isWrittenOrBusy(Applier applier, Pair pair) {
        try {
            applier.write(new Change.Insert(pair.table("parent"), Pair.row("2", "1")));
            applier.commit();
            return true;
        } catch (Problem e) {
            return e.kind() == Problem.Kind.BUSY;
        }
    }
}
