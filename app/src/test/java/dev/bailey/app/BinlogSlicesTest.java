package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.testkit.TenantLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tenants move slice by slice on MariaDB as on PostgreSQL. {@link SlicesTest} and {@link SliceFaultsTest} do more on
 * either by {@code -Dbailey.engine}.
 */
class BinlogSlicesTest {

    @TempDir
    private Path folder;

    @Test
    void aPilotCrossesAndComesBackBeforeEveryoneCrosses() throws IOException, InterruptedException, SQLException {
        BinlogPlace.require("mariadb");
        ShopPlace source = BinlogPlace.fresh("mariadb", Side.SOURCE);
        ShopPlace target = BinlogPlace.fresh("mariadb", Side.TARGET);
        try (TenantWorld tenants = new TenantWorld(folder, source, target, /* seed= */ 1)) {
            tenants.world.start();
            try (TenantLoad clients = tenants.load()) {
                clients.awaitMore(50);
                tenants.move("pilot", Side.TARGET);
                clients.awaitMore(50);
                assertThat(tenants.sides())
                        .isEqualTo(Map.of("pilot", "target", "quarter", "source", "everyone", "source"));
                tenants.move("pilot", Side.SOURCE);
                for (String slice : TenantWorld.SLICES) {
                    tenants.move(slice, Side.TARGET);
                    clients.awaitMore(50);
                }
                clients.stop();

                tenants.assertNothingLost(clients);
            }
        }
    }
}
