package dev.bailey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an application hears through OpenFeature, whoever answers, and whoever does not. */
class BaileyProviderTest {

    private static final String YES = "{\"key\":\"bailey.runs-here\",\"value\":true,\"metadata\":{\"ttlMillis\":2000}}";

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile String answer = YES;
    private volatile int status = 200;
    private volatile Duration takes = Duration.ZERO;

    @SuppressWarnings("NullAway.Init")
    private HttpServer control;

    @SuppressWarnings("NullAway.Init")
    private Client client;

    @BeforeEach
    void open() throws IOException {
        control = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        control.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            nanos.addAndGet(takes.toNanos());
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        control.start();
        URI address = URI.create("http://127.0.0.1:" + control.getAddress().getPort());
        BaileyProvider provider =
                new BaileyProvider("target", new Questions(address, "s3cret", Duration.ofSeconds(5)), nanos::get);
        OpenFeatureAPI.getInstance().setProviderAndWait("jobs", provider);
        client = OpenFeatureAPI.getInstance().getClient("jobs");
    }

    @AfterEach
    void close() {
        control.stop(0);
        OpenFeatureAPI.getInstance().shutdown();
    }

    @Test
    void itAsksForItsOwnSideWithItsToken() {
        assertThat(runsHere()).isTrue();

        assertThat(asked)
                .containsExactly(
                        "/ofrep/v1/evaluate/flags/bailey.runs-here Bearer s3cret {\"context\":{\"side\":\"target\"}}");
    }

    @Test
    void eachTenantIsAskedForAndKeptByItself() {
        assertThat(runsHere("acme")).isTrue();
        answer = YES.replace("true", "false");

        assertThat(runsHere("globex")).isFalse();
        assertThat(runsHere("acme")).isTrue();
        assertThat(asked).hasSize(2).allMatch(question -> question.contains("\"tenant\":"));
    }

    private boolean runsHere(String tenant) {
        return client.getBooleanValue(
                BaileyProvider.RUNS_HERE, true, new ImmutableContext(Map.of(BaileyProvider.TENANT, new Value(tenant))));
    }

    @Test
    void anAnswerIsKeptForItsTimeToLiveAndNoLonger() {
        runsHere();
        nanos.addAndGet(Duration.ofMillis(1_900).toNanos());
        answer = YES.replace("true", "false");

        assertThat(runsHere()).as("kept").isTrue();
        nanos.addAndGet(Duration.ofMillis(100).toNanos());
        assertThat(runsHere()).as("asked again").isFalse();
        assertThat(asked).hasSize(2);
    }

    @Test
    void whenNobodyCanBeAskedAKeptAnswerHoldsToItsEndAndThenTheApplicationMayNot() {
        runsHere();
        control.stop(0);

        assertThat(runsHere()).as("kept").isTrue();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(runsHere()).isFalse();
        assertThat(client.getStringValue(BaileyProvider.OWNER, "target")).isEqualTo("nobody");
    }

    @Test
    void anAnswerThatTookLongerThanItLivesIsNone() {
        takes = Duration.ofSeconds(2);

        assertThat(runsHere()).isFalse();
    }

    @Test
    void whatIsNoAnswerNeverBecomesTheCallersDefault() {
        for (String strange : List.of("", "{}", "no json", YES.replace("2000", "\"long\""))) {
            answer = strange;
            assertThat(runsHere()).as(strange).isFalse();
        }
        answer = YES;
        status = 401;
        assertThat(runsHere()).as("a wrong token").isFalse();
    }

    @Test
    void whatBaileyDoesNotTellIsAnErrorOfTheCaller() {
        assertThat(client.getBooleanDetails("dark-mode", true).getErrorCode()).isEqualTo(ErrorCode.FLAG_NOT_FOUND);
        assertThat(client.getBooleanDetails(BaileyProvider.OWNER, true).getErrorCode())
                .isEqualTo(ErrorCode.TYPE_MISMATCH);
        assertThat(asked).isEmpty();
    }

    @Test
    void anApplicationRunsOnOneOfTwoSides() {
        URI address = URI.create("http://127.0.0.1:1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BaileyProvider(address, "s3cret", "left", Duration.ofSeconds(1)))
                .withMessageContaining("on the source or the target, not on \"left\"");
    }

    /** With a default that would be wrong. */
    private boolean runsHere() {
        return client.getBooleanValue(BaileyProvider.RUNS_HERE, true);
    }
}
