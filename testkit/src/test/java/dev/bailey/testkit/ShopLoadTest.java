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

    private static final String KILL_THE_SHOPS_CONNECTIONS =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'";

    /** As a guard does it: by SQLSTATE. */
    private static final String REFUSE_ORDERS = """
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'this side takes no writes' USING ERRCODE = 'BF001'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON orders FOR EACH STATEMENT EXECUTE FUNCTION refuse()""";

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

    @Test
    void aKilledDatabaseConnectionFailsWritesAndLosesNone() throws InterruptedException, SQLException {
        History history = new History();
        try (ShopServer shop = shop();
                ShopLoad load = ShopLoad.start(settings(shop.url(), /* seed= */ 2), history)) {
            for (int cuts = 1; cuts <= 20; cuts++) {
                int before = history.acknowledged();
                postgres.execute("postgres", KILL_THE_SHOPS_CONNECTIONS.formatted(database));
                eventually("writes go on", Duration.ofSeconds(10), () -> history.acknowledged() >= before + 20);
            }
            LoadFigures figures = load.stop();
            CheckResult result = check(history);

            assertThat(figures.failed()).isPositive();
            assertThat(result.isClean()).as(result.sentence()).isTrue();
        }
    }

    @Test
    void aCutLinkToTheShopLeavesUnknownOutcomesAndLosesNothing() throws InterruptedException, SQLException {
        History history = new History();
        try (ShopServer shop = shop();
                FaultyLink link = new FaultyLink(shop.url().getPort());
                ShopLoad load = ShopLoad.start(
                        settings(URI.create("http://127.0.0.1:" + link.port()), /* seed= */ 3), history)) {
            link.delay(Duration.ofMillis(2));
            for (int cuts = 1; cuts <= 20; cuts++) {
                int before = history.acknowledged();
                link.reset();
                eventually("writes go on", Duration.ofSeconds(10), () -> history.acknowledged() >= before + 20);
            }
            load.stop();
            CheckResult result = check(history);

            assertThat(history.unknown()).isPositive();
            assertThat(result.isClean()).as(result.sentence()).isTrue();
        }
    }

    @Test
    void aPausedLoadSendsNothingAndItsPauseIsNoGap() throws InterruptedException, SQLException {
        History history = new History();
        try (ShopServer shop = shop();
                ShopLoad load = ShopLoad.start(settings(shop.url(), /* seed= */ 4), history)) {
            eventually("writes flow", Duration.ofSeconds(10), () -> history.acknowledged() >= 50);
            load.pause();
            int attempted = history.attempted();
            CheckResult atRest = check(history);
            load.resume();
            eventually("writes flow again", Duration.ofSeconds(10), () -> history.attempted() > attempted + 50);

            assertThat(atRest.isClean()).as(atRest.sentence()).isTrue();
            assertThat(atRest.acknowledged()).isEqualTo(attempted);
        }
    }

    @Test
    void aDatabaseThatRefusesIsAnsweredWithItsOwnWordsAndNothingIsLost() throws InterruptedException, SQLException {
        History history = new History();
        try (ShopServer shop = shop();
                ShopLoad load = ShopLoad.start(settings(shop.url(), /* seed= */ 5), history)) {
            eventually("writes flow", Duration.ofSeconds(10), () -> history.acknowledged() >= 50);
            postgres.execute(database, REFUSE_ORDERS);
            eventually(
                    "orders fail", Duration.ofSeconds(10), () -> load.figures().failed() >= 20);
            LoadFigures figures = load.stop();
            CheckResult result = check(history);

            assertThat(figures.firstFailure()).contains("503", "this side takes no writes");
            assertThat(history.unknown()).isZero();
            assertThat(result.isClean()).as(result.sentence()).isTrue();
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
