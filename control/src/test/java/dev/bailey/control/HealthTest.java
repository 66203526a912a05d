package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.router.Front;
import dev.bailey.router.Telemetry;
import dev.bailey.router.Timeouts;
import dev.bailey.router.TrafficLimits;
import dev.bailey.router.Upstream;
import dev.bailey.router.WriteRules;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Applications by TLS. */
@Timeout(60)
class HealthTest {

    @SuppressWarnings("NullAway.Init")
    private SecureApplication application;

    @BeforeEach
    void start(@TempDir Path folder) throws GeneralSecurityException, IOException, InterruptedException {
        application = new SecureApplication(folder);
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @Test
    void anApplicationForWhichItsAuthorityVouchesIsWell() {
        assertThat(trouble(Upstream.of(application.uri()).trusting(application.ca())))
                .isEmpty();
    }

    @Test
    void anApplicationForWhichNobodyVouchesIsNot() {
        assertThat(trouble(Upstream.of(application.uri())))
                .hasValueSatisfying(words -> assertThat(words).contains("unable to find valid certification path"));
    }

    private Optional<String> trouble(Upstream source) {
        Plan.Service service = new Plan.Service(
                Front.LOOPBACK,
                source,
                Upstream.of(URI.create("http://localhost:1")),
                "/health",
                Optional.empty(),
                WriteRules.BY_METHOD,
                TrafficLimits.DEFAULT,
                Timeouts.DEFAULT,
                Telemetry.NONE,
                Optional.empty());
        return new Health(Map.of("web", service)).trouble(Side.SOURCE);
    }
}
