package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.app.PreflightWorld.Found;
import dev.bailey.app.PreflightWorld.Result;
import dev.bailey.core.Side;
import dev.bailey.testkit.MariaDbServer;
import dev.bailey.testkit.Shop;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `bailey check` looks at a shop on MariaDB for both directions. */
class BinlogPreflightTest {

    private static final String ENGINE = "mariadb";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private BinlogPlace source;

    @SuppressWarnings("NullAway.Init")
    private BinlogPlace target;

    @BeforeEach
    void open() throws SQLException {
        BinlogPlace.require(ENGINE);
        source = BinlogPlace.fresh(ENGINE, Side.SOURCE);
        target = BinlogPlace.fresh(ENGINE, Side.TARGET);
        try (Connection connection = source.connect()) {
            Shop.install(connection, new Shop.Size(50, 20, 60));
        }
    }

    @Test
    void nothingStandsInTheWayOfACleanShop() throws IOException {
        Result result = PreflightWorld.check(folder, ENGINE, source.url(), target.url(), List.of());

        assertThat(result.found()).extracting(Found::check).containsExactly("tables-to-make");
        assertThat(result.exit()).isZero();
    }

    @Test
    void triggersStandInNobodysWay() throws IOException, SQLException {
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TRIGGER naming BEFORE INSERT ON customers FOR EACH ROW SET NEW.name = TRIM(NEW.name)");
        }

        Result result = PreflightWorld.check(folder, ENGINE, source.url(), target.url(), List.of());

        assertThat(result.found())
                .extracting(Found::check)
                .containsExactlyInAnyOrder("tables-to-make", "triggers-carried");
        assertThat(result.exit()).isZero();
    }

    @Test
    void aTargetThatWritesNoLogStandsInTheWayBack() throws IOException {
        try (MariaDbServer silent = MariaDbServer.start(Map.of("skip-log-bin", ""))) {
            String url = silent.createDatabase(source.database());

            Result result = PreflightWorld.check(folder, ENGINE, source.url(), url, List.of());

            assertThat(result.found())
                    .filteredOn(found -> found.severity().equals("block"))
                    .singleElement()
                    .satisfies(found -> {
                        assertThat(found.check()).isEqualTo("log-off");
                        assertThat(found.side()).isEqualTo("target");
                        assertThat(found.direction()).isEqualTo("back");
                        assertThat(found.text()).contains("log_bin is OFF", "start the server with log_bin");
                    });
            assertThat(result.exit()).isEqualTo(1);
        }
    }
}
