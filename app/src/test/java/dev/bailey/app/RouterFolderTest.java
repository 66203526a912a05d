package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.RouterWelcome;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouterFolderTest {

    @TempDir
    private Path folder;

    @Test
    void aRouterKeepsWhatItWasToldOfAMillionTenants() {
        String part = "x".repeat(21 * TenantList.TENANTS_MAX);
        RouterWelcome told = new RouterWelcome("shop", "web", part, List.of(Route.to(Side.SOURCE, "everyone", 4)));

        try (RouterFolder router = RouterFolder.open(folder)) {
            router.keep(told);

            assertThat(router.told().orElseThrow().part().equals(part)).isTrue();
        }
    }
}
