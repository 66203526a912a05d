package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Two applications and a router that sends the other one what the first is asked. Users are of the source. */
final class ShadowWorld implements AutoCloseable {

    final ScriptedUpstream source;
    final ScriptedUpstream target;
    final Router router;
    final Shadow shadow;
    final List<Pair> pairs = new CopyOnWriteArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    record Pair(ShadowedRequest request, ShadowAnswer primary, ShadowOutcome shadow) {}

    ShadowWorld(
            Path folder,
            ScriptedUpstream.Script onSource,
            ScriptedUpstream.Script onTarget,
            ShadowSettings settings,
            UnaryOperator<RouterSettings> change)
            throws IOException {
        source = new ScriptedUpstream(onSource);
        target = new ScriptedUpstream(onTarget);
        router = Router.start(
                change.apply(RouterSettings.of("web", source.uri(), target.uri(), folder.resolve("routes.json"))
                        .with(settings)));
        shadow = router.shadow().orElseThrow();
    }

    ShadowWorld(Path folder, ScriptedUpstream.Script onTarget, ShadowSettings settings) throws IOException {
        this(folder, naming("source"), onTarget, settings, same -> same);
    }

    ShadowWorld(Path folder, ShadowSettings settings) throws IOException {
        this(folder, naming("target"), settings);
    }

    /** Remembers each request whole, and answers it with this body. */
    static ScriptedUpstream.Script naming(String body) {
        return answering("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    /** The same, by any answer. */
    static ScriptedUpstream.Script answering(String answer) {
        return (wire, heard) -> {
            for (String asked = asked(wire); !asked.isEmpty(); asked = asked(wire)) {
                heard.add(asked);
                wire.send(answer);
            }
        };
    }

    /** Takes connections and requests, and never says a word. */
    static ScriptedUpstream.Script hanging() {
        return (wire, heard) -> {
            for (String asked = asked(wire); !asked.isEmpty(); asked = asked(wire)) {
                heard.add(asked);
            }
        };
    }

    /** One request whole, or nothing at the end. */
    static String asked(Wire wire) throws IOException {
        String head = wire.readUntil("\r\n\r\n");
        int length = 0;
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return head + wire.read(length);
    }

    void keepPairs() {
        shadow.tells((request, primary, answer) -> pairs.add(new Pair(request, primary, answer)));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + router.port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> read(String path, String... headers) {
        HttpRequest.Builder request = request(path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> write(String path, String body) {
        return send(request(path).POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString()).join();
    }

    long dropped(ShadowDrop reason) {
        return shadow.figures().dropped().getOrDefault(reason, 0L);
    }

    void awaitDropped(ShadowDrop reason, long count) {
        eventually(count + " " + reason + " of " + shadow.figures(), () -> dropped(reason) == count);
    }

    /** What the target has heard, once there are so many. */
    List<String> awaitHeard(int count) {
        eventually(count + " shadow requests", () -> target.heard().size() >= count);
        return target.heard();
    }

    @Override
    public void close() throws IOException {
        router.close();
        source.close();
        target.close();
    }
}
