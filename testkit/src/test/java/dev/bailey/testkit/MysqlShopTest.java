package dev.bailey.testkit;

import static dev.bailey.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shop, its load and its checker work on MySQL and MariaDB as on PostgreSQL. */
class MysqlShopTest {

    private static final Shop.Size SIZE = new Shop.Size(50, 20, 60);

    static Stream<Supplier<BinlogServer>> servers() {
        return Stream.of(
                () -> {
                    MariaDbServer.require();
                    return MariaDbServer.start();
                },
                () -> {
                    MySqlServer.require();
                    return MySqlServer.start();
                });
    }

    @ParameterizedTest
    @MethodSource("servers")
    void whatTheLoadWasToldIsThereAndALostWriteIsFound(Supplier<BinlogServer> starting)
            throws SQLException, InterruptedException {
        try (BinlogServer server = starting.get()) {
            String name = BinlogServer.freshName();
            server.createDatabase(name);
            try (Connection connection = server.connect(name)) {
                Shop.install(connection, SIZE);
                History history = load(server, name);

                CheckResult result = HistoryChecker.check(history, connection, connection);
                assertThat(result.isClean()).as(result.sentence()).isTrue();
                assertThat(result.sidesEqual()).isTrue();

                try (Statement statement = connection.createStatement()) {
                    statement.execute("DELETE FROM \"AuditTrail\" ORDER BY \"Id\" DESC LIMIT 1");
                }
                assertThat(HistoryChecker.check(history, connection).lost()).isPositive();
            }
        }
    }

    private static History load(BinlogServer server, String database) throws InterruptedException {
        History history = new History();
        String url = "jdbc:mariadb://127.0.0.1:" + server.port() + "/" + database;
        try (ShopServer shop = new ShopServer(url, BinlogServer.APPLICATION, BinlogServer.PASSWORD, 0, "one");
                ShopLoad load = ShopLoad.start(
                        new ShopLoad.Settings(shop.url(), 8, 8, 200, 200, SIZE.customers(), /* seed= */ 1), history)) {
            eventually("200 writes are acknowledged", Duration.ofSeconds(20), () -> history.acknowledged() >= 200);
            LoadFigures figures = load.stop();
            assertThat(figures.failed()).as(figures.toString()).isZero();
        }
        return history;
    }
}
