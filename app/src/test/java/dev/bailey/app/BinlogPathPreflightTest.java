package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.app.PreflightWorld.Found;
import dev.bailey.core.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** `bailey check` names what keeps the path to a row's tenant from being followed on MariaDB. */
class BinlogPathPreflightTest {

    private static final String ENGINE = "mariadb";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "ALTER TABLE line DROP FOREIGN KEY its_order, no foreign key leads from order_id of",
        "'ALTER TABLE line DROP FOREIGN KEY its_order, ADD FOREIGN KEY (order_id) REFERENCES orders (number)',"
                + " no foreign key leads from order_id of",
        "'ALTER TABLE orders DROP PRIMARY KEY, ADD PRIMARY KEY (id, number)',"
                + " refers to columns that are not unique",
        "ALTER TABLE orders DROP tenant, the path of %s.line ends at %s.orders",
        "ALTER TABLE line ADD tenant varchar(9), %s.line has the column \"tenant\""
    })
    void aPathThatCannotBeFollowedIsNamed(String fault, String because) throws IOException, SQLException {
        BinlogPlace source = source(fault);

        PreflightWorld.Result result = check(source);

        assertThat(result.found())
                .filteredOn(found -> found.check().equals("tenant-path"))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.side() + " " + found.direction() + " " + found.severity())
                            .isEqualTo("source both block");
                    assertThat(found.text()).contains(because.replace("%s", source.database()));
                });
        assertThat(result.exit()).isOne();
    }

    @Test
    void ofAPathThatCanBeFollowedNothingIsSaid() throws IOException, SQLException {
        PreflightWorld.Result result = check(source("SET foreign_key_checks = 0"));

        assertThat(result.found()).extracting(Found::check).doesNotContain("tenant-path", "tenant-path-deferred");
    }

    private BinlogPlace source(String fault) throws SQLException {
        BinlogPlace.require(ENGINE);
        BinlogPlace source = BinlogPlace.fresh(ENGINE, Side.SOURCE);
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE orders (id int PRIMARY KEY, number int, tenant varchar(9), KEY (id), KEY (number))");
            statement.execute("CREATE TABLE line (id int PRIMARY KEY, order_id int,"
                    + " CONSTRAINT its_order FOREIGN KEY (order_id) REFERENCES orders (id))");
            statement.execute("SET foreign_key_checks = 0");
            statement.execute(fault);
        }
        return source;
    }

    private PreflightWorld.Result check(BinlogPlace source) throws IOException {
        BinlogPlace target = BinlogPlace.fresh(ENGINE, Side.TARGET);
        String path = "%1$s.line: { order_id: %1$s.orders.id }".formatted(source.database());
        return PreflightWorld.check(
                folder,
                ENGINE,
                source.url(),
                target.url(),
                List.of(
                        "    tenant: { column: tenant, paths: { " + path + " } }",
                        "slices: [{ name: pilot, tenants: [acme] }, { name: everyone }]"));
    }
}
