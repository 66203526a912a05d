package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.ChangeLog;
import dev.bailey.core.LogReader;
import dev.bailey.core.Problem;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.BinlogServer;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.MariaDbServer;
import dev.bailey.testkit.MySqlServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server keeps its log for nobody, so what is gone of it has to be noticed. */
class StreamTableTest {

    @ParameterizedTest
    @EnumSource(Engine.class)
    void aLogThatWasPurgedOrResetIsToldAndNotReadOn(Engine engine) {
        Servers.require(engine);
        try (BinlogServer server = engine == Engine.MARIADB ? MariaDbServer.start() : MySqlServer.start();
                MysqlConnections connections = connections(server)) {
            ChangeLog log = MysqlDatabase.of(connections).log();
            log.create("kept", List.of());
            assertThat(log.lost("kept")).isEmpty();

            server.execute("", "FLUSH BINARY LOGS", "FLUSH BINARY LOGS");
            String last = connections
                    .call("looking", session -> SnapshotWindow.logEnd(session, Dialect.of(session)))
                    .fileName();
            // what a crash would need is kept for a moment
            Eventually.eventually("the server purges its log", Duration.ofSeconds(20), () -> {
                server.execute("", "PURGE BINARY LOGS TO '" + last + "'");
                return connections.call("looking", StreamTable::files).size() == 1;
            });
            assertThat(log.lost("kept"))
                    .hasValueSatisfying(because -> assertThat(because).contains("purged", last));
            assertThatThrownBy(() -> read(log, "kept")).isInstanceOf(Problem.class);

            log.create("anew", List.of());
            log.mark("something");
            server.execute("", "RESET MASTER");
            for (int i = 0; i < 50; i++) {
                log.mark("longer than it was before");
            }
            assertThat(log.lost("anew")).isPresent();
        }
    }

    private static MysqlConnections connections(BinlogServer server) {
        MysqlConnections connections = new MysqlConnections(server.createDatabase(BinlogServer.freshName()));
        connections.call("installing", session -> {
            connections.own().install(session);
            return connections;
        });
        return connections;
    }

    private static void read(ChangeLog log, String stream) {
        try (LogReader reader = log.read(stream)) {
            reader.next(Duration.ofSeconds(20));
            reader.next(Duration.ofSeconds(20));
        }
    }
}
