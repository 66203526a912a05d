package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tenants of different slices are served by different sides, and one slice's hold is no other's. */
class RouterSlicesTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Slices SLICES =
            new Slices(List.of(Slice.of("pilot", Set.of("acme", "globex")), Slice.everyone("everyone")));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void eachSliceIsServedByItsOwnSide() throws IOException {
        try (World world = world(header(TenantRule.Missing.EVERYONE))) {
            world.router
                    .publish(Route.to(Side.TARGET, "pilot", 2))
                    .toCompletableFuture()
                    .join();

            assertThat(side(world, "acme")).isEqualTo("target");
            assertThat(side(world, "initech")).isEqualTo("source");
            assertThat(world.read("/").body()).as("nobody's").isEqualTo("source");
        }
    }

    @Test
    void aHoldOfOneSliceParksNoWriteOfAnother() throws IOException {
        try (World world = world(header(TenantRule.Missing.EVERYONE))) {
            world.router
                    .hold(world.router.confirmed("pilot").hold(1), LONG)
                    .toCompletableFuture()
                    .join();

            CompletableFuture<HttpResponse<String>> held = write(world, "/orders", "acme");
            eventually("it is parked", () -> world.parked() == 1);
            assertThat(write(world, "/orders", "initech").join().statusCode()).isEqualTo(200);
            assertThat(held).isNotDone();
            assertThat(world.router.meter().lastHold().map(HoldReport::slice)).hasValue("pilot");

            world.router
                    .publish(Route.to(Side.TARGET, "pilot", 2))
                    .toCompletableFuture()
                    .join();
            assertThat(held.join().body()).isEqualTo("target");
        }
    }

    @Test
    void aHoldWaitsForWritesOfItsOwnSliceOnly() throws IOException {
        try (World world = world(header(TenantRule.Missing.EVERYONE))) {
            CompletableFuture<HttpResponse<String>> slow = write(world, "/slow", "initech");
            eventually(
                    "it is on its way",
                    () -> world.router.meter().of(Side.SOURCE).snapshot().inFlight() == 1);

            CompletableFuture<Void> pilot = world.router
                    .hold(world.router.confirmed("pilot").hold(1), LONG)
                    .toCompletableFuture();
            pilot.join();
            CompletableFuture<Void> everyone = world.router
                    .hold(world.router.confirmed("everyone").hold(1), LONG)
                    .toCompletableFuture();

            assertThat(everyone).isNotDone();
            assertThat(world.router.unfinished("everyone").toCompletableFuture().join())
                    .contains("1 write in flight");
            assertThat(world.router.unfinished("pilot").toCompletableFuture().join())
                    .isEmpty();
            world.source.letSlowRequestsAnswer();
            everyone.join();
            assertThat(slow.join().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theRoutesOfAllSlicesOutliveTheRouter() throws IOException {
        try (World world = world(header(TenantRule.Missing.EVERYONE))) {
            world.router
                    .publish(Route.to(Side.TARGET, "pilot", 2))
                    .toCompletableFuture()
                    .join();
            world.router
                    .publish(Route.to(Side.SOURCE, "everyone", 4))
                    .toCompletableFuture()
                    .join();
        }
        try (World again = world(header(TenantRule.Missing.EVERYONE))) {
            assertThat(again.router.routes())
                    .containsExactly(Route.to(Side.TARGET, "pilot", 2), Route.to(Side.SOURCE, "everyone", 4));
        }
    }

    @Test
    void aRouteOfASliceThatIsNotHereIsRefused() throws IOException {
        try (World world = world(header(TenantRule.Missing.EVERYONE))) {
            CompletableFuture<Void> published =
                    world.router.publish(Route.to(Side.TARGET, "tenth", 2)).toCompletableFuture();

            assertThatThrownBy(published::join)
                    .hasCauseInstanceOf(Problem.class)
                    .hasMessageContaining("router web routes slice pilot, everyone, not tenth");
        }
    }

    @Test
    void aRequestThatNamesSeveralTenantsIsRefused() throws IOException {
        try (World world = world(header(TenantRule.Missing.EVERYONE))) {
            HttpRequest.Builder request =
                    world.request("/").header("X-Tenant", "acme").header("X-Tenant", "initech");

            HttpResponse<String> answer = world.send(request, BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("does not say clearly which tenant it is of");
        }
    }

    @Test
    void aRequestOfNobodyIsRefusedWhereTheRuleSaysSo() throws IOException {
        try (World world = world(header(TenantRule.Missing.REFUSE))) {
            assertThat(world.read("/").statusCode()).isEqualTo(400);
            assertThat(side(world, "acme")).isEqualTo("source");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COOKIE | tenant | /     | Cookie: a=b; tenant=acme; c=d        | target",
                "COOKIE | tenant | /     | Cookie: a=b; tenant=\"acme\"         | target",
                "COOKIE | tenant | /     | Cookie: xtenant=acme                 | source",
                "COOKIE | tenant | /     | Cookie: tenant=acme; tenant=initech  | refused",
                "PATH   | /t/*   | /t/acme/orders       | A: b                  | target",
                "PATH   | /t/*   | /t/acme              | A: b                  | target",
                "PATH   | /t/*   | /t/a%63me/orders     | A: b                  | target",
                "PATH   | /t/*   | /t/acmes/orders      | A: b                  | source",
                "PATH   | /t/*   | /x/acme              | A: b                  | source",
                "PATH   | /t/*   | /t/a%zz              | A: b                  | refused",
            })
    void aTenantIsReadFromWhereTheRuleSays(
            TenantRule.Place place, String name, String path, String header, String expected) throws IOException {
        assertServed(new TenantRule(place, name, TenantRule.Missing.EVERYONE), path, header, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"org\":\"acme\"}|target",
                "{\"org\":\"initech\"}|source",
                "{\"sub\":\"acme\"}|source",
                "no json|source"
            })
    void aTenantIsReadFromAClaim(String claims, String expected) throws IOException {
        String payload =
                Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        assertServed(
                new TenantRule(TenantRule.Place.JWT, "org", TenantRule.Missing.EVERYONE),
                "/",
                "Authorization: Bearer e30." + payload + ".c2ln",
                expected);
    }

    @ParameterizedTest
    @CsvSource({
        "acme.shop.example, target",
        "initech.shop.example:8080, source",
        "acme.other.example, source",
        "a.acme.shop.example, source"
    })
    void aTenantIsReadFromTheHost(String host, String expected) throws IOException {
        TenantRule rule = new TenantRule(TenantRule.Place.HOST, "*.shop.example", TenantRule.Missing.EVERYONE);
        try (World world = world(rule)) {
            world.router
                    .publish(Route.to(Side.TARGET, "pilot", 2))
                    .toCompletableFuture()
                    .join();

            assertThat(said(world, "GET / HTTP/1.1\r\nHost: " + host)).endsWith("\r\n\r\n" + expected);
        }
    }

    private void assertServed(TenantRule rule, String path, String header, String expected) throws IOException {
        try (World world = world(rule)) {
            world.router
                    .publish(Route.to(Side.TARGET, "pilot", 2))
                    .toCompletableFuture()
                    .join();

            String answer = said(world, "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + header);

            if (expected.equals("refused")) {
                assertThat(answer).startsWith("HTTP/1.1 400 ");
            } else {
                assertThat(answer).endsWith("\r\n\r\n" + expected);
            }
        }
    }

    private static String said(World world, String head) throws IOException {
        try (Wire client = Wire.to(world.router.port())) {
            client.send(head + "\r\nConnection: close\r\n\r\n");
            return client.readToEnd();
        }
    }

    private static TenantRule header(TenantRule.Missing missing) {
        return new TenantRule(TenantRule.Place.HEADER, "X-Tenant", missing);
    }

    private World world(TenantRule rule) throws IOException {
        List<Route> initial = SLICES.all().stream()
                .map(slice -> Route.to(Side.SOURCE, slice.name(), 0))
                .toList();
        return new World(folder, settings -> settings.with(SLICES, Optional.of(rule), initial));
    }

    private static String side(World world, String tenant) {
        return world.send(world.request("/").header("X-Tenant", tenant), BodyHandlers.ofString())
                .body();
    }

    private static CompletableFuture<HttpResponse<String>> write(World world, String path, String tenant) {
        return CompletableFuture.supplyAsync(() -> world.send(
                world.request(path).header("X-Tenant", tenant).POST(BodyPublishers.ofString("one")),
                BodyHandlers.ofString()));
    }
}
