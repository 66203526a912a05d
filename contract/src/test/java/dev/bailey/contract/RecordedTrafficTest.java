package dev.bailey.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.judging.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedTrafficTest {

    private static final String FORM = "application/x-www-form-urlencoded";

    @TempDir
    private Path folder;

    @Test
    void aRecordedSessionPlaysOnASideWithOtherTokensSessionsAndNumbers() throws IOException, InterruptedException {
        Path file = recorded();
        try (Shop old = new Shop("9.50", 30);
                Shop now = new Shop("9.50", 5000)) {
            ContractResult result = play(file, old, now, /* writes= */ true);

            assertThat(result.findings()).isEmpty();
            assertThat(old.seen()).anyMatch(line -> line.startsWith("GET /orders/31 "));
            assertThat(now.seen()).anyMatch(line -> line.startsWith("GET /orders/5001 "));
            assertThat(now.seen()).noneMatch(line -> line.contains("/orders/901"));
        }
    }

    @Test
    void whatTheRecordedSessionSeesDifferentIsFound() throws IOException, InterruptedException {
        Path file = recorded();
        try (Shop old = new Shop("9.50", 30);
                Shop now = new Shop("9.99", 5000)) {
            assertThat(Shop.paths(play(file, old, now, /* writes= */ true))).containsExactly("$.price");
        }
    }

    @Test
    void writesInARecordingAreLeftOutUnlessAskedFor() throws IOException, InterruptedException {
        Path file = recorded();
        try (Shop old = new Shop("9.50", 30);
                Shop now = new Shop("9.50", 5000)) {
            ContractResult result = play(file, old, now, /* writes= */ false);

            assertThat(result.leftOut()).isEqualTo(Map.of("writes", 2));
            assertThat(now.seen()).allMatch(line -> line.startsWith("GET "));
        }
    }

    @Test
    void noSecretAndNoPersonalDataIsInARecording() throws IOException, InterruptedException {
        try (Shop shop = new Shop("9.50", 900)) {
            Path file = record(shop);

            String text = Files.readString(file);

            assertThat(text)
                    .doesNotContain(
                            shop.csrf(), Shop.PASSWORD, Shop.PASSWORD.replace(' ', '+'), "ada@shop.test", "Bearer")
                    .doesNotContain("sid=" + sessionOf(shop))
                    .contains("masked-");
        }
    }

    @Test
    void whatIsHiddenStaysEqualToItself() throws IOException, InterruptedException {
        Contract contract = Har.read(recorded(), "r.har");

        String answered = new Take("input csrf")
                .from(contract.calls().get(0).recorded().orElseThrow())
                .orElseThrow();

        assertThat(answered).startsWith("masked-");
        assertThat(contract.calls().get(2).header("x-csrf")).isEqualTo(answered);
    }

    @Test
    void requestsToOtherHostsAndThoseNeverAnsweredAreLeftOut() throws IOException {
        Path file = Files.writeString(folder.resolve("browser.har"), """
                {"log": {"version": "1.2", "creator": {"name": "b", "version": "1"}, "entries": [
                  {"request": {"method": "GET", "url": "https://shop.test/a?b=c#d", "headers": [{"name": ":authority", "value": "x"}]},
                   "response": {"status": 200, "headers": [], "content": {"mimeType": "text/plain", "text": "aGk=", "encoding": "base64"}}},
                  {"request": {"method": "GET", "url": "https://ads.test/a"}, "response": {"status": 200}},
                  {"request": {"method": "GET", "url": "https://shop.test/b"}, "response": {"status": 0}},
                  {"request": {"method": "POST", "url": "https://shop.test/c",
                    "postData": {"mimeType": "%s", "params": [{"name": "q", "value": "a b"}]}}, "response": {"status": 204}}]}}
                """.formatted(FORM));

        Contract contract = Har.read(file, "browser.har");

        assertThat(contract.leftOut()).isEqualTo(Map.of("to other hosts", 1, "never answered", 1));
        assertThat(contract.calls()).extracting(Call::target).containsExactly("/a?b=c", "/c");
        assertThat(contract.calls().get(0).recorded().orElseThrow().text()).isEqualTo("hi");
        assertThat(contract.calls().get(1).body()).isEqualTo(Content.of("q=a+b"));
    }

    @Test
    void bodiesOfAnyBytesComeBackAsTheyWere() throws IOException {
        byte[] bytes = {(byte) 0xff, 0, 13, 10, (byte) 0xc3};
        Path file = folder.resolve("bytes.har");
        try (HarWriter writer = writer(file)) {
            writer.add(
                    new Call(
                            "x",
                            "PUT",
                            "/file",
                            List.of(new Header("content-type", "application/octet-stream")),
                            Content.of(bytes),
                            Optional.of(new Answer(200, Map.of("content-type", List.of("image/png")), bytes)),
                            List.of(),
                            Map.of()),
                    Instant.EPOCH,
                    Duration.ZERO);
        }

        Call read = Har.read(file, "bytes.har").calls().get(0);

        assertThat(read.body().bytes()).isEqualTo(bytes);
        assertThat(read.recorded().orElseThrow().body()).isEqualTo(bytes);
    }

    @Test
    void whatIsNoArchiveIsSaidToBeNone() throws IOException {
        Path file = Files.writeString(folder.resolve("no.har"), "{\"a\": 1}");

        assertThatThrownBy(() -> Har.read(file, "no.har"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no HTTP archive");
    }

    private Path recorded() throws IOException, InterruptedException {
        try (Shop shop = new Shop("9.50", 900)) {
            return record(shop);
        }
    }

    private String sessionOf(Shop shop) {
        return shop.seen().isEmpty() ? "" : lastSession;
    }

    private String lastSession = "";

    /** What a user does, as a recorder sees it. */
    private Path record(Shop shop) throws IOException, InterruptedException {
        Player player = new Player(shop.endpoint(), Duration.ofSeconds(20));
        Path file = folder.resolve("r.har");
        try (HarWriter writer = writer(file)) {
            Answer page = add(writer, player, call("GET", "/login", List.of(), ""));
            String csrf = new Take("input csrf").from(page).orElseThrow();
            Answer login = add(
                    writer,
                    player,
                    call(
                            "POST",
                            "/login",
                            List.of(new Header("content-type", FORM), new Header("Authorization", "Bearer abcdef")),
                            "csrf=" + csrf + "&password=" + Shop.PASSWORD.replace(' ', '+')));
            String cookie = login.header("set-cookie").replaceFirst(";.*", "");
            lastSession = cookie.substring("sid=".length());
            Answer order = add(
                    writer,
                    player,
                    call(
                            "POST",
                            "/orders",
                            List.of(
                                    new Header("content-type", "application/json"),
                                    new Header("X-CSRF", csrf),
                                    new Header("Cookie", cookie)),
                            "{\"mail\":\"ada@shop.test\"}"));
            String id = new Take("$.id").from(order).orElseThrow();
            add(writer, player, call("GET", "/orders/" + id, List.of(new Header("Cookie", cookie)), ""));
        }
        return file;
    }

    private static Answer add(HarWriter writer, Player player, Call call) throws IOException, InterruptedException {
        Answer answer = player.play(call);
        assertThat(answer.status()).isBetween(200, 201);
        writer.add(
                new Call(
                        "r",
                        call.method(),
                        call.target(),
                        call.headers(),
                        call.body(),
                        Optional.of(answer),
                        List.of(),
                        Map.of()),
                Instant.EPOCH,
                Duration.ofMillis(3));
        return answer;
    }

    private static Call call(String method, String target, List<Header> headers, String body) {
        return new Call(
                "r", method, target, new ArrayList<>(headers), Content.of(body), Optional.empty(), List.of(), Map.of());
    }

    private HarWriter writer(Path file) throws IOException {
        return new HarWriter(
                Files.newOutputStream(file),
                "https://shop.test",
                "1",
                new Masking(Set.of(), "a key".getBytes(StandardCharsets.UTF_8)));
    }

    private static ContractResult play(Path file, Shop old, Shop now, boolean writes)
            throws IOException, InterruptedException {
        ContractRun.Settings settings = new ContractRun.Settings(
                Optional.of(old.endpoint()),
                Optional.of(now.endpoint()),
                1,
                writes,
                Duration.ofSeconds(20),
                Map.of("password", Shop.PASSWORD),
                Set.of());
        return new ContractRun(settings).run(List.of(Har.read(file, "r.har")), sent -> {});
    }
}
