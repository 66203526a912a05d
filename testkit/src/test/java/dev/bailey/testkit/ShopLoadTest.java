package dev.bailey.testkit;

import static dev.bailey.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShopLoadTest {

    private static final Shop.Size SIZE = new Shop.Size(100, 50, 100);

    private static PostgresServer postgres;
    private String database = "";

    @BeforeAll
    static void startServer() {
        postgres = PostgresServer.start(PostgresServer.Version.NEWER);
    }

    @AfterAll
    static void stopServer() {
        postgres.close();
    }

    @BeforeEach
    void installShop() throws SQLException {
        database = postgres.createDatabase();
        try (Connection connection = postgres.connect(database)) {
            Shop.install(connection, SIZE);
        }
    }

    @Test
    void everyAcknowledgedWriteOfALoadIsInTheDatabase() throws InterruptedException, SQLException {
        History history = new History();
        try (ShopServer shop = shop();
                ShopLoad load = ShopLoad.start(settings(shop.url(), /* seed= */ 1), history)) {
            eventually("500 writes are acknowledged", Duration.ofSeconds(20), () -> history.acknowledged() >= 500);
            LoadFigures figures = load.stop();
            CheckResult result = check(history);

            assertThat(figures.failed()).as(figures.toString()).isZero();
            assertThat(figures.staleReads()).isZero();
            assertThat(result.isClean()).as(result.sentence()).isTrue();
            assertThat(result.acknowledged()).isGreaterThanOrEqualTo(500);
        }
    }

    private static ShopLoad.Settings settings(URI shop, long seed) {
        return new ShopLoad.Settings(shop, 8, 8, 200, 200, SIZE.customers(), seed);
    }

    private ShopServer shop() {
        return new ShopServer(
                "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + database, "postgres", "postgres", 0, "one");
    }

    private CheckResult check(History history) throws SQLException {
        try (Connection connection = postgres.connect(database)) {
            return HistoryChecker.check(history, connection);
        }
    }
}
