package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads go to the source here and writes to the target, so that each answer tells what its request was taken for. */
@Timeout(30)
class RouterWritesTest {

    private static final WriteRules RULES = new WriteRules(
            List.of("POST /search", "POST /graphql/*", "POST /orders/*/preview", "POST /shop.Catalog/*", "POST /"),
            List.of("GET /unsubscribe/*", "POST /graphql/mutate", "* /hooks/*", "GET /jobs/*/run"));

    private static World world;
    private static World byMethod;

    @BeforeAll
    static void start(@TempDir Path folder, @TempDir Path other) throws IOException {
        world = new World(folder, settings -> settings.with(RULES));
        byMethod = new World(other);
        Route apart = new Route(World.SLICE, Side.SOURCE, Side.TARGET, /* held= */ false, 1);
        world.router.publish(apart).toCompletableFuture().join();
        byMethod.router.publish(apart).toCompletableFuture().join();
    }

    @AfterAll
    static void stop() {
        world.close();
        byMethod.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /",
                "GET /caf%C3%A9/menu.json?a=/unsubscribe/",
                "GET /unsubscribed",
                "HEAD /orders",
                "OPTIONS /orders",
                "POST /",
                "POST /?a=b",
                "POST /search",
                "POST /search?q=/../orders;%2F",
                "POST http://web/search",
                "POST /graphql/query",
                "POST /graphql/query/deeper",
                "POST /orders/7/preview",
                "POST /shop.Catalog/Find",
                "GET /jobs/run",
                "GET /jobs/7/8/run",
                "GET /.well-known/x",
                "GET /...",
            })
    void thisIsARead(String request) throws IOException {
        // A path that has to be decoded could be that of a write, where there are any of its method.
        assertThat(side(world, request)).isEqualTo(request.contains("%C3") ? "target" : "source");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // By method, or by one that no rule names.
                "POST /orders",
                "DELETE /search",
                "post /search",
                "PUT /graphql/query",
                "get /",
                // By rule.
                "GET /unsubscribe/7",
                "GET /unsubscribe/7?token=1",
                "GET /unsubscribe/7/8",
                "GET /unsubscribe",
                "GET /unsubscribe/",
                "GET /Unsubscribe/7",
                "HEAD /unsubscribe/7",
                "GET http://web/unsubscribe/7",
                "GET /jobs/7/run",
                "GET /jobs/7/run/",
                "OPTIONS /hooks/a",
                "POST /graphql/mutate",
                "POST /graphql/Mutate",
                "POST /graphql/mutate/",
                // Named to the letter, or not at all.
                "POST /Search",
                "POST /search/",
                "POST /searching",
                "POST /search/deeper",
                "POST /graphql",
                "POST /graphql/",
                "POST /orders/preview",
                "POST /orders/7/8/preview",
                // Read differently by different servers.
                "POST /orders/../search",
                "POST /search/../orders",
                "POST /./search",
                "POST /search/.",
                "POST /search/..",
                "POST //search",
                "POST /graphql//query",
                "POST /graphql/query;a=b",
                "POST /graphql/%6dutate",
                "POST /graphql/..%2forders",
                "POST /graphql/%2e%2e/orders",
                "POST /graphql/a%3fb",
                "POST /graphql/a\\..\\b",
                "POST /%73earch",
                "GET /%75nsubscribe/7",
                "GET //unsubscribe/7",
                "GET /x/../unsubscribe/7",
                "GET /x/..;/unsubscribe/7",
                "GET /./unsubscribe/7",
                "GET /unsubscribe;x/7",
                "GET /unsubscribe%2f7",
                "GET /%2575nsubscribe/7",
                "GET /a\\unsubscribe\\7",
            })
    void thisIsAWrite(String request) throws IOException {
        assertThat(side(world, request)).isEqualTo("target");
    }

    @Test
    void aPostThatNamesAnotherMethodIsAWrite() throws IOException {
        for (String name : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
            assertThat(side(world, "POST /search", name + ": DELETE\r\n")).isEqualTo("target");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /unsubscribe/7", "GET /%75nsubscribe/7", "GET //x", "HEAD /a;b"})
    void withoutRulesTheMethodAloneDecides(String request) throws IOException {
        assertThat(side(byMethod, request)).isEqualTo("source");
        assertThat(side(byMethod, request.replaceFirst("GET|HEAD", "POST"))).isEqualTo("target");
    }

    @Test
    void aHoldParksWhatARuleCallsAWriteAndNotWhatItCallsARead(@TempDir Path folder) throws IOException {
        try (World held = new World(folder, settings -> settings.with(RULES));
                Wire client = Wire.to(held.router.port())) {
            held.router
                    .hold(held.held(1), Duration.ofSeconds(20))
                    .toCompletableFuture()
                    .join();
            client.send("GET /unsubscribe/7 HTTP/1.1\r\nHost: web\r\n\r\n");
            eventually("parked", () -> held.parked() == 1);

            assertThat(side(held, "POST /search")).isEqualTo("source");
            assertThat(client.hasInput()).isFalse();
            held.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();

            assertThat(client.readUntil("target")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aGetThatIsAWriteIsNeverSentTwice(@TempDir Path folder) throws IOException {
        ScriptedUpstream.Script once = (wire, heard) -> {
            heard.add(wire.readUntil("\r\n\r\n"));
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            heard.add(wire.readUntil("\r\n\r\n"));
        };
        try (ScriptedUpstream upstream = new ScriptedUpstream(once);
                Router router = Router.start(
                        RouterSettings.of("web", upstream.uri(), upstream.uri(), folder.resolve("routes.json"))
                                .with(RULES));
                Wire client = Wire.to(router.port())) {
            client.send("GET /unsubscribe/1 HTTP/1.1\r\nHost: web\r\n\r\n");
            client.readUntil("ok");
            client.send("GET /unsubscribe/2 HTTP/1.1\r\nHost: web\r\n\r\n");

            assertThat(client.readUntil("}")).startsWith("HTTP/1.1 502 ");
            assertThat(upstream.heard()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/search",
                "POST",
                "POST search",
                "post /search",
                "POST  /search",
                "POST /search?a",
                "POST /a//b",
                "POST /a/",
                "POST /a/../b",
                "POST /.",
                "POST /a*",
                "POST /a%20b",
                "POST /a;b",
            })
    void aRuleThatIsNoneIsRefused(String rule) {
        assertThatThrownBy(() -> new WriteRules(List.of(), List.of(rule)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + rule + "\" is not a method and a path");
    }

    private static String side(World asked, String request, String... headers) throws IOException {
        try (Wire client = Wire.to(asked.router.port())) {
            client.send(request + " HTTP/1.1\r\nHost: web\r\nContent-Length: 0\r\n" + String.join("", headers)
                    + "Connection: close\r\n\r\n");
            String answer = client.readToEnd();
            String name = "X-Bailey-Side: ";
            return answer.substring(answer.indexOf(name) + name.length(), answer.indexOf("\r\n", answer.indexOf(name)));
        }
    }
}
