package dev.bailey.router;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A WebSocket server that answers each text with its own name and the text, and remembers how it was left. */
final class ChatServer implements AutoCloseable {

    private final String name;
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<ServerWebSocket> open = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Short> left = new CopyOnWriteArrayList<>();

    ChatServer(String name) {
        this.name = name;
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setPort(0)
                        .setHost("127.0.0.1")
                        .setWebSocketSubProtocols(List.of("chat"))
                        .setMaxWebSocketFrameSize(32 * 1024 * 1024)
                        .setMaxWebSocketMessageSize(32 * 1024 * 1024))
                .webSocketHandler(this::talk)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void talk(ServerWebSocket socket) {
        open.add(socket);
        socket.textMessageHandler(text -> {
            heard.add(text);
            socket.writeTextMessage(name + ": " + text);
        });
        socket.binaryMessageHandler(socket::writeBinaryMessage);
        socket.exceptionHandler(broken -> {});
        socket.closeHandler(gone -> {
            open.remove(socket);
            left.add(socket.closeStatusCode() == null ? (short) 1006 : socket.closeStatusCode());
        });
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    List<ServerWebSocket> open() {
        return open;
    }

    List<String> heard() {
        return heard;
    }

    /** The status with which each of them was closed; 1006 without a word. */
    List<Short> left() {
        return left;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
