package dev.bailey.router;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A user's end of a WebSocket, the JDK's own. */
final class Chatter implements WebSocket.Listener {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    final List<String> heard = new CopyOnWriteArrayList<>();
    final List<Integer> bytes = new CopyOnWriteArrayList<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private @Nullable WebSocket socket;

    static Chatter to(int port) {
        Chatter chatter = new Chatter();
        chatter.socket = chatter.connecting(port).join();
        return chatter;
    }

    /** One who names his tenant in {@code X-Tenant}. */
    static Chatter of(String tenant, int port) {
        Chatter chatter = new Chatter();
        chatter.socket = chatter.connecting(CLIENT.newWebSocketBuilder().header("X-Tenant", tenant), port)
                .join();
        return chatter;
    }

    CompletableFuture<WebSocket> connecting(int port) {
        return connecting(CLIENT.newWebSocketBuilder(), port);
    }

    private CompletableFuture<WebSocket> connecting(WebSocket.Builder builder, int port) {
        return builder.subprotocols("chat")
                .header("Origin", "http://shop.example")
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/talk?room=1"), this);
    }

    WebSocket socket() {
        return Objects.requireNonNull(socket, "not connected");
    }

    void say(String words) {
        socket().sendText(words, /* last= */ true).join();
    }

    void sendBytes(int count) {
        socket().sendBinary(ByteBuffer.allocate(count), /* last= */ true).join();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            heard.add(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
        byte[] read = new byte[part.remaining()];
        part.get(read);
        binary.writeBytes(read);
        if (last) {
            bytes.add(binary.size());
            binary.reset();
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        closed.complete(status);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(1006);
    }
}
