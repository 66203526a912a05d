package dev.bailey.router;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** A server that follows a script on each connection of HTTP/2, and remembers what the script tells it to. */
final class Http2Upstream implements AutoCloseable {

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Script script;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** What happens on one connection, of which the first is 1; it is closed afterwards. */
    interface Script {
        void play(Socket socket, int connection, List<String> heard) throws IOException;
    }

    /** The same for those that begin as they should. */
    interface Http2Script {
        void play(Http2Wire wire, int connection, List<String> heard) throws IOException;
    }

    private Http2Upstream(Script script) throws IOException {
        this.script = script;
        threads.execute(this::accept);
    }

    static Http2Upstream raw(Script script) throws IOException {
        return new Http2Upstream(script);
    }

    static Http2Upstream playing(Http2Script script) throws IOException {
        return new Http2Upstream((socket, connection, heard) -> {
            try (Http2Wire wire = Http2Wire.server(socket)) {
                script.play(wire, connection, heard);
            }
        });
    }

    /** Answers each stream by what it was asked: the method, the path, a space, and the body. */
    static Http2Upstream echoing() throws IOException {
        return playing((wire, connection, heard) -> {
            for (int id = wire.accept(); id > 0; id = wire.accept()) {
                heard.add(asked(wire, id));
                wire.answer(id, asked(wire, id));
            }
        });
    }

    /** Waits for all of a request. */
    static String asked(Http2Wire wire, int stream) throws IOException {
        Http2Wire.Stream asked = wire.answer(stream);
        return asked.head.method() + " " + asked.head.path() + " " + asked.body;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    Router router(Path folder, UnaryOperator<RouterSettings> change) {
        Upstream upstream = Upstream.of(uri()).speaking(Upstream.Protocol.H2);
        return Router.start(change.apply(RouterSettings.of("web", uri(), uri(), folder.resolve("routes.json"))
                .with(upstream, upstream)));
    }

    Router router(Path folder) {
        return router(folder, settings -> settings);
    }

    List<String> heard() {
        return heard;
    }

    int connections() {
        return sockets.size();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (!listening.isClosed()) {
                Socket socket = listening.accept();
                sockets.add(socket);
                int connection = sockets.size();
                threads.execute(() -> play(socket, connection));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void play(Socket socket, int connection) {
        try (socket) {
            script.play(socket, connection, heard);
        } catch (IOException gone) {
            return;
        }
    }
}
