package dev.bailey.testkit;

import static dev.bailey.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StaleWriterTest {

    private static final String REFUSE = """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'this side takes no writes' USING ERRCODE = 'BF001'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON orders FOR EACH STATEMENT EXECUTE FUNCTION refuse()""";

    private static PostgresServer postgres;

    private final History history = new History();
    private String database = "";

    @BeforeAll
    static void startServer() {
        postgres = PostgresServer.start(PostgresServer.Version.OLDER);
    }

    @AfterAll
    static void stopServer() {
        postgres.close();
    }

    @BeforeEach
    void installShop() throws SQLException {
        database = postgres.createDatabase();
        try (Connection connection = postgres.connect(database)) {
            Shop.install(connection, new Shop.Size(10, 10, 10));
        }
    }

    @Test
    void itWritesUntilItIsRefusedAndAllItWasToldIsTrue() throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + database;
        try (StaleWriter writer =
                StaleWriter.start(url, "postgres", "postgres", Side.SOURCE, history, Duration.ofMillis(2), "cron")) {
            eventually("it writes", Duration.ofSeconds(10), () -> writer.acknowledged() >= 20);
            postgres.execute(database, REFUSE);
            eventually(
                    "it is refused",
                    Duration.ofSeconds(10),
                    () -> writer.refusals().getOrDefault("BF001", 0) >= 5);
        }

        assertThat(check().isClean()).isTrue();
    }

    @Test
    void anOldSnapshotIsToldTheStateOfItsRefusal() throws SQLException {
        try (OldSnapshot early = new OldSnapshot(postgres.connect(database), history)) {
            String before = early.place("old-1");
            postgres.execute(database, REFUSE);
            String after = early.place("old-2");

            assertThat(before).isEmpty();
            assertThat(after).isEqualTo("BF001");
        }
        assertThat(check()).returns(true, CheckResult::isClean).returns(1, CheckResult::acknowledged);
    }

    private CheckResult check() throws SQLException {
        try (Connection connection = postgres.connect(database)) {
            return HistoryChecker.check(history, connection);
        }
    }
}
