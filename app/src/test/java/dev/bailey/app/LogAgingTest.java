package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.Migration;
import dev.bailey.control.StateFolder;
import dev.bailey.control.Status;
import dev.bailey.core.Side;
import dev.bailey.testkit.BinlogServer;
import dev.bailey.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream that falls behind on a server that throws its log away by age. */
class LogAgingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String EXPIRE = "SET GLOBAL binlog_expire_logs_seconds = ";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"mysql", "mariadb"})
    void theGateClosesBeforeLogIsPurgedThatIsStillNeeded(String engine)
            throws IOException, InterruptedException, SQLException {
        BinlogPlace.require(engine);
        BinlogPlace old = BinlogPlace.fresh(engine, Side.SOURCE);
        BinlogPlace fresh = BinlogPlace.fresh(engine, Side.TARGET);
        old.server().execute(old.database(), "CREATE TABLE note (id int PRIMARY KEY)");
        long usually = expireSeconds(old.server());
        try (Migration migration = open(old, fresh);
                Connection inTheWay = fresh.server().connect(fresh.database(), BinlogServer.ADMINISTRATOR);
                Statement statement = inTheWay.createStatement()) {
            migration.prepare();
            assertThat(gate(migration).open()).isTrue();

            statement.execute("LOCK TABLES note WRITE");
            old.server().execute(old.database(), EXPIRE + 8, "INSERT INTO note VALUES (1)");

            Eventually.eventually(
                    "the gate closes", PATIENCE, () -> !gate(migration).open());
            assertThat(gate(migration).because())
                    .contains("for stream t_" + old.database() + "_shop_forward, needed from binlog.0000")
                    .contains("it throws log away that is older than 8 s");
            statement.execute("UNLOCK TABLES");
            Eventually.eventually(
                    "the gate opens", PATIENCE, () -> gate(migration).open());
        } finally {
            old.server().execute("", EXPIRE + usually);
        }
    }

    private Migration open(ShopPlace old, ShopPlace fresh) throws IOException, InterruptedException {
        String name = "t-" + old.database();
        Path file = Files.writeString(
                folder.resolve("migration.yaml"), """
                migration: %s
                stores:
                  shop: { engine: %s, source: "%s", target: "%s" }
                """.formatted(name, old.engine(), old.url(), fresh.url()));
        return Migration.open(
                PlanFile.read(file, Map.of()).plan(),
                LiveMigration.connectors(),
                StateFolder.beside(file, name),
                "the test",
                InstantSource.system(),
                milestone -> {},
                step -> {});
    }

    private static Status.GateLine gate(Migration migration) {
        return migration.status().gates().stream()
                .filter(gate -> gate.name().equals("source log of shop"))
                .findFirst()
                .orElseThrow();
    }

    private static long expireSeconds(BinlogServer server) throws SQLException {
        try (Connection administrator = server.connect("", BinlogServer.ADMINISTRATOR);
                Statement statement = administrator.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@global.binlog_expire_logs_seconds")) {
            row.next();
            return row.getLong(1);
        }
    }
}
