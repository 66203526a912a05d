package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Check;
import dev.bailey.core.Finding;
import dev.bailey.core.Retained;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.BinlogServer;
import dev.bailey.testkit.MariaDbServer;
import dev.bailey.testkit.MySqlServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** For how long a server keeps its log, by its own settings and by those of a service that runs it. */
class LogExpiryTest {

    private static final String DATABASE = "kept";

    @ParameterizedTest
    @EnumSource(Engine.class)
    void theSoonerOfTheServersAndTheServicesLimitCounts(Engine engine) {
        Servers.require(engine);
        try (BinlogServer server = engine == Engine.MARIADB ? MariaDbServer.start() : MySqlServer.start()) {
            server.execute("", "SET GLOBAL binlog_expire_logs_seconds = 86400");
            String url = server.createDatabase(DATABASE);
            server.execute(DATABASE, "CREATE TABLE note (id int PRIMARY KEY)");
            assertThat(retained(url).after()).isEqualTo(Duration.ofDays(1));
            assertThat(retained(url).from()).startsWith("binlog.0000");

            server.execute(
                    "mysql",
                    "CREATE TABLE rds_configuration (name varchar(100), value varchar(100))",
                    "INSERT INTO rds_configuration VALUES ('binlog retention hours', '12')");
            assertThat(retained(url).after()).as("not readable").isEqualTo(Duration.ofDays(1));

            server.execute("mysql", "GRANT SELECT ON mysql.rds_configuration TO 'bailey'@'%'");
            assertThat(retained(url).after()).isEqualTo(Duration.ofHours(12));
            assertThat(advice(url)).contains("the service keeps binary logs for 12 hours");

            server.execute("mysql", "UPDATE rds_configuration SET value = NULL");
            assertThat(retained(url).after()).isEqualTo(Duration.ZERO);
            assertThat(advice(url)).contains("the service throws binary logs away whenever it likes");
        }
    }

    private static Retained.Expiry retained(String url) {
        MysqlConnections connections = new MysqlConnections(url);
        try (MysqlDatabase database = MysqlDatabase.of(connections)) {
            database.catalog().install();
            database.log().create("kept", List.of());
            return database.log().retained("kept").flatMap(Retained::expiry).orElseThrow();
        }
    }

    private static String advice(String url) {
        MysqlConnections connections = new MysqlConnections(url);
        try (MysqlDatabase database = MysqlDatabase.of(connections)) {
            List<Table> tables = database.catalog().tables(List.of("*.*"), List.of());
            Check retention = MysqlCheck.LOG_RETENTION.check();
            return database.catalog().advice(Side.SOURCE, tables, database.catalog()).stream()
                    .filter(finding -> finding.check().equals(retention))
                    .map(Finding::sentence)
                    .toList()
                    .toString();
        }
    }
}
