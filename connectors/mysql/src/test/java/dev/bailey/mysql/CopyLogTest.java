package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import dev.bailey.core.Finding;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.BinlogServer;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A target whose address says {@code copyLog=off} takes a copy without writing it to its binary log. */
@ParameterizedClass
@EnumSource(Engine.class)
class CopyLogTest {

    private static final long CONNECT_MILLIS = TimeUnit.SECONDS.toMillis(20);

    private final Engine engine;
    private final BinlogServer target;
    private final String database = BinlogServer.freshName();
    private final String user = "quiet_" + database;

    CopyLogTest(Engine engine) {
        this.engine = engine;
        this.target = Servers.target(engine);
        Servers.source(engine).createDatabase(database);
        target.createDatabase(database);
        target.execute(
                "",
                "CREATE USER " + user + "@'%' IDENTIFIED BY 'secret'",
                "GRANT REPLICATION SLAVE, PROCESS ON *.* TO " + user + "@'%'");
        letIn(database);
    }

    private void letIn(String name) {
        target.execute(
                "",
                "GRANT ALL ON " + name + ".* TO " + user + "@'%'",
                "GRANT ALL ON bailey_" + name + ".* TO " + user + "@'%'");
    }

    @Test
    void rowsThatAreCopiedAreThereAndNotInTheLog() throws SQLException {
        allow();
        try (Pair pair = new Pair(engine)) {
            pair.both("CREATE TABLE t (k int PRIMARY KEY)");
            pair.run(Side.SOURCE, "INSERT INTO t VALUES (1), (2), (3)");
            String name = pair.connections(Side.TARGET).database();
            letIn(name);
            try (MysqlConnections quiet = new MysqlConnections(unlogged(name))) {
                Table table = pair.table("t");
                MysqlLoader loader = new MysqlLoader(quiet);
                loader.empty(table, 0);
                try (var snapshot = pair.snapshot(table);
                        var rows = snapshot.read(snapshot.ranges(1).get(0))) {
                    loader.load(table, rows);
                }
                loader.complete(table);
            }
            pair.run(Side.TARGET, "INSERT INTO t VALUES (9)");

            assertThat(pair.texts(Side.TARGET, "SELECT k FROM t ORDER BY k")).containsExactly("1", "2", "3", "9");
            assertThat(pair.logged(Side.TARGET))
                    .filteredOn(event -> event.contains("Table_map") && event.contains(".t)"))
                    .as("changes to t in the log: that of the application alone")
                    .hasSize(1);
        }
    }

    @Test
    void whoMayNotLeaveARowOutOfTheLogIsToldTheRight() {
        List<Finding> before = found();
        assertThat(before)
                .singleElement()
                .satisfies(
                        finding -> assertThat(finding.sentence()).contains("Bailey's user lacks", where(), "copyLog"));

        target.execute("", before.get(0).remedy().replaceFirst(" to it.*", " TO " + user + "@'%'"));

        assertThat(found()).isEmpty();
    }

    @Test
    void aReplicaThatWouldMissTheRowsStandsInTheWay() throws IOException, TimeoutException {
        allow();
        String replica = "replica_" + database;
        target.execute(
                "",
                "CREATE USER " + replica + "@'%' IDENTIFIED BY 'secret'",
                "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO " + replica + "@'%'");
        BinaryLogClient client = new BinaryLogClient("127.0.0.1", target.port(), replica, "secret");
        client.setServerId(77);
        client.connect(CONNECT_MILLIS);
        try {
            assertThat(found())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.sentence())
                            .contains(where(), "is sent to " + replica + " from 127.0.0.1"));
        } finally {
            client.disconnect();
        }
    }

    @Test
    void anAddressThatSaysNeitherOnNorOffIsRefused() {
        assertThatThrownBy(() -> new MysqlConnections(target.url(database) + "?copyLog=no"))
                .isInstanceOf(Problem.class)
                .hasMessage("copyLog in a MySQL address is on or off, not \"no\"");
    }

    private void allow() {
        String right = engine == Engine.MARIADB ? "BINLOG ADMIN" : "SESSION_VARIABLES_ADMIN";
        target.execute("", "GRANT " + right + " ON *.* TO " + user + "@'%'");
    }

    private String where() {
        return "127.0.0.1:" + target.port() + "/" + database;
    }

    private String unlogged(String name) {
        return "mysql://" + user + ":secret@127.0.0.1:" + target.port() + "/" + name + "?copyLog=off";
    }

    /** Of this check, on the target. */
    private List<Finding> found() {
        try (Checked checked = new Checked(Servers.source(engine).url(database), unlogged(database))) {
            return checked.found(Side.TARGET).stream()
                    .filter(finding -> finding.check().equals(MysqlCheck.COPY_UNLOGGED.check()))
                    .toList();
        }
    }
}
