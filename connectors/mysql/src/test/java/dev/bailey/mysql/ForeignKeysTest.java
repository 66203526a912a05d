package dev.bailey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Catalog.ForeignKey;
import dev.bailey.core.TableId;
import dev.bailey.mysql.Dialect.Engine;
import dev.bailey.testkit.BinlogServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Which foreign keys are there, and which say for certain what a row belongs to. */
@ParameterizedClass
@EnumSource(Engine.class)
class ForeignKeysTest {

    private static final String NOT_UNIQUE =
            "refers to columns that are not unique, so that a row may belong to several";

    private final Engine engine;
    private final BinlogServer server;
    private final String database = BinlogServer.freshName();
    private final MysqlDatabase opened;

    ForeignKeysTest(Engine engine) throws SQLException {
        Servers.require(engine);
        this.engine = engine;
        this.server = Servers.target(engine);
        this.opened = MysqlDatabase.of(new MysqlConnections(server.createDatabase(database)));
        run(
                "CREATE TABLE orders (id int PRIMARY KEY, region int, number int, code varchar(9), UNIQUE (region, number),"
                        + " UNIQUE (code), KEY (number), KEY (number, id))",
                "CREATE TABLE line (ID int PRIMARY KEY, order_id int, number int, region int, code varchar(20))");
    }

    @AfterEach
    void close() {
        opened.close();
    }

    @Test
    void keysAreListedWithTheColumnsThatTheyLeadTo() throws SQLException {
        run(
                "ALTER TABLE line ADD CONSTRAINT one FOREIGN KEY (ORDER_ID) REFERENCES orders (Id)",
                "ALTER TABLE line ADD CONSTRAINT two FOREIGN KEY (region, number) REFERENCES orders (region, number)",
                "ALTER TABLE line ADD CONSTRAINT words FOREIGN KEY (code) REFERENCES orders (code)");

        assertThat(keys())
                .containsExactly(
                        key("one", List.of("order_id"), List.of("id"), ""),
                        key("two", List.of("region", "number"), List.of("region", "number"), ""),
                        key("words", List.of("code"), List.of("code"), ""));
        assertThat(opened.catalog().foreignKeys(List.of(new TableId(database, "orders"))))
                .isEmpty();
    }

    @Test
    void aKeyToColumnsThatSeveralRowsMayShareIsUnfit() throws SQLException {
        run(
                "ALTER TABLE line ADD CONSTRAINT many FOREIGN KEY (number) REFERENCES orders (number)",
                "ALTER TABLE line ADD CONSTRAINT more FOREIGN KEY (number, order_id) REFERENCES orders (number, id)");

        assertThat(keys())
                .containsExactly(
                        key("many", List.of("number"), List.of("number"), NOT_UNIQUE),
                        key("more", List.of("number", "order_id"), List.of("number", "id"), ""));
    }

    /** Each server lets something else be done to a key that it does not look at. */
    @Test
    void aKeyWhoseEndsAreNotAlikeIsUnfit() throws SQLException {
        run(
                "ALTER TABLE line ADD CONSTRAINT one FOREIGN KEY (order_id) REFERENCES orders (id)",
                "ALTER TABLE line ADD CONSTRAINT words FOREIGN KEY (code) REFERENCES orders (code)");

        if (engine == Engine.MYSQL) {
            run("SET foreign_key_checks = 0", "ALTER TABLE line MODIFY code varchar(20) COLLATE utf8mb4_bin");
            assertThat(keys()).extracting(ForeignKey::unfit).containsExactly("", "compares texts of two collations");
        } else {
            run(
                    "SET foreign_key_checks = 0",
                    "DROP TABLE orders",
                    "CREATE TABLE orders (id bigint PRIMARY KEY, code varchar(9) UNIQUE)");
            assertThat(keys()).extracting(ForeignKey::unfit).containsExactly("compares values of two types", "");
        }
    }

    @Test
    void aServerThatLooksAtNoKeysIsTold() throws SQLException {
        run("ALTER TABLE line ADD CONSTRAINT one FOREIGN KEY (order_id) REFERENCES orders (id)");
        server.execute("", "SET GLOBAL foreign_key_checks = 0");
        try {
            assertThat(keys()).extracting(ForeignKey::unfit).first().asString().startsWith("is switched off");
        } finally {
            server.execute("", "SET GLOBAL foreign_key_checks = 1");
        }
    }

    private ForeignKey key(String name, List<String> columns, List<String> parents, String unfit) {
        return new ForeignKey(
                new TableId(database, "line"),
                name,
                columns,
                new TableId(database, "orders"),
                parents,
                /* deferrable= */ false,
                unfit);
    }

    private List<ForeignKey> keys() {
        return opened.catalog().foreignKeys(List.of(new TableId(database, "line")));
    }

    private void run(String... statements) throws SQLException {
        try (Connection session = server.connect(database)) {
            TenantSide.run(session, statements);
        }
    }
}
