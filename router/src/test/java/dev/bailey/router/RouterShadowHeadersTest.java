package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What of a user's headers a shadow carries, and whether it asks for the same then. */
@Timeout(30)
class RouterShadowHeadersTest {

    private static final ShadowSettings ALL = ShadowSettings.of(1);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void cookiesLeaveOnlyWhereTheSettingsSaySo() throws IOException {
        try (ShadowWorld world = new ShadowWorld(folder, ALL)) {
            world.keepPairs();
            world.read("/", "Cookie", "session=1", "Authorization", "Bearer x");

            assertThat(world.awaitHeard(1).get(0))
                    .doesNotContainIgnoringCase("cookie")
                    .contains("Authorization: Bearer x");
            eventually("the pair is there", () -> world.pairs.size() == 1);
            assertThat(world.pairs.get(0).request().asksOtherwise()).isTrue();
        }
        try (ShadowWorld world = new ShadowWorld(folder, ALL.withCookies(true))) {
            world.read("/", "Cookie", "session=1");

            assertThat(world.awaitHeard(1).get(0)).containsIgnoringCase("\r\nCookie: session=1\r\n");
        }
    }

    @Test
    void whatAUserHasOfOneSideAlreadyIsAskedOfTheOtherAnew() throws IOException {
        try (ShadowWorld world = new ShadowWorld(folder, ALL)) {
            world.keepPairs();
            world.read("/", "If-None-Match", "\"of-the-source\"", "If-Modified-Since", "Mon, 30 Nov 2026 00:00:00 GMT");

            assertThat(world.awaitHeard(1).get(0))
                    .doesNotContainIgnoringCase("if-none-match")
                    .doesNotContainIgnoringCase("if-modified-since");
            eventually("the pair is there", () -> world.pairs.size() == 1);
            assertThat(world.pairs.get(0).request().asksOtherwise()).isTrue();
        }
    }

    @Test
    void answersToShadowsArePackedInTheOneWayThatIsCompared() throws IOException {
        try (ShadowWorld world = new ShadowWorld(folder, ALL)) {
            world.read("/packed", "Accept-Encoding", "br, zstd, gzip");
            world.read("/plain");

            List<String> heard = world.awaitHeard(2);
            assertThat(heard.get(0))
                    .containsIgnoringCase("\r\nAccept-Encoding: gzip\r\n")
                    .doesNotContain("zstd");
            assertThat(heard.get(1)).doesNotContainIgnoringCase("accept-encoding");
        }
    }

    @Test
    void aRequestThatIsSentAsItCameAsksNothingElse() throws IOException {
        try (ShadowWorld world = new ShadowWorld(folder, ALL)) {
            world.keepPairs();
            world.read("/", "If-Match", "\"one\"", "Accept", "text/html");

            assertThat(world.awaitHeard(1).get(0)).containsIgnoringCase("\r\nIf-Match: \"one\"\r\n");
            eventually("the pair is there", () -> world.pairs.size() == 1);
            assertThat(world.pairs.get(0).request().asksOtherwise()).isFalse();
        }
    }
}
