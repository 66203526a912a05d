package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Change;
import dev.bailey.core.ChangeLog;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import dev.bailey.core.Position;
import dev.bailey.core.Problem;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.BinlogServer;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.MariaDbServer;
import dev.bailey.testkit.MySqlServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A replica that takes over has another log, in which places mean nothing; the names of transactions do. */
class LogFailoverTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @ParameterizedTest
    @EnumSource(Engine.class)
    void aStreamGoesOnInTheLogOfTheReplicaThatTookOver(Engine engine) throws SQLException {
        Servers.require(engine);
        try (BinlogServer primary = start(engine);
                BinlogServer replica = start(engine)) {
            String name = BinlogServer.freshName();
            MysqlConnections before = new MysqlConnections(primary.createDatabase(name));
            before.call("installing", session -> {
                before.own().install(session);
                return before;
            });
            run(before, "CREATE TABLE note (id int PRIMARY KEY)");
            replica.replicate(primary);
            ChangeLog log = MysqlDatabase.of(before).log();
            log.create("moving", List.of());
            run(before, "INSERT INTO note VALUES (1)", "INSERT INTO note VALUES (2)");
            Position applied = read(log, null, "first").get(0).at;
            run(before, "INSERT INTO note VALUES (3)");
            log.mark("last of the primary");
            awaitReplica(primary, replica, name);
            primary.crash();

            String both = replica.url(name).replace("@127", "@127.0.0.1:" + primary.port() + ",127");
            MysqlConnections after = new MysqlConnections(both);
            ChangeLog taken = MysqlDatabase.of(after).log();

            assertThat(taken.lost("moving")).isEmpty();
            assertThat(read(taken, applied, "second"))
                    .extracting(read -> ((Change.Insert) read.change).row().toString())
                    .containsExactly("2", "3");
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void aPrimaryThatRefusesIsNotPassedOver(Engine engine) {
        BinlogServer primary = Servers.source(engine);
        BinlogServer replica = Servers.target(engine);
        String name = BinlogServer.freshName();
        primary.createDatabase(name);
        replica.createDatabase(name);
        String user = "known_" + name;
        primary.execute("", "CREATE USER " + user + "@'%' IDENTIFIED BY 'another'");
        replica.execute(
                "",
                "CREATE USER " + user + "@'%' IDENTIFIED BY 'secret'",
                "GRANT ALL ON " + name + ".* TO " + user + "@'%'");
        String both = "mysql://" + user + ":secret@127.0.0.1:" + primary.port() + ",127.0.0.1:" + replica.port() + "/";

        try (MysqlConnections connections = new MysqlConnections(both + name)) {
            assertThatThrownBy(connections::open)
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.DENIED));
        }
    }

    private record Read(Position at, Change change) {}

    private static BinlogServer start(Engine engine) {
        return engine == Engine.MARIADB ? MariaDbServer.start() : MySqlServer.start();
    }

    private static void awaitReplica(BinlogServer primary, BinlogServer replica, String name) {
        Eventually.eventually("the replica has all that the primary has", SOON, () -> {
            try (Connection here = replica.connect(name, BinlogServer.ADMINISTRATOR);
                    Connection there = primary.connect(name, BinlogServer.ADMINISTRATOR)) {
                String beats = "SELECT COALESCE(SUM(counter), 0) FROM `bailey_" + name + "`.beat";
                return first(here, beats).equals(first(there, beats));
            } catch (SQLException notYet) {
                return false;
            }
        });
    }

    private static String first(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void run(MysqlConnections connections, String... statements) throws SQLException {
        try (Connection session = connections.open();
                Statement statement = session.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static List<Read> read(ChangeLog log, @Nullable Position applied, String end) {
        log.mark(end);
        List<Read> changes = new ArrayList<>();
        try (LogReader reader = log.read("moving")) {
            if (applied != null) {
                reader.resumesAfter(applied);
            }
            Position at = log.position("binlog.000001:4 none ");
            while (true) {
                LogEvent event = reader.next(SOON);
                if (event instanceof LogEvent.Begin begin) {
                    at = begin.position();
                } else if (event instanceof LogEvent.Changed changed) {
                    changes.add(new Read(at, changed.change()));
                } else if (event instanceof LogEvent.Marked marked
                        && marked.mark().equals(end)) {
                    return changes;
                } else if (event == null) {
                    throw new AssertionError("nothing came within " + SOON);
                }
            }
        }
    }
}
