package dev.bailey.router;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that follows a script on each connection, and remembers what it was sent. */
final class ScriptedUpstream implements AutoCloseable {

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Script script;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Wire> wires = new CopyOnWriteArrayList<>();

    /** What happens on one connection; it is closed afterwards. */
    interface Script {
        void play(Wire wire, List<String> heard) throws IOException;
    }

    ScriptedUpstream(Script script) throws IOException {
        this.script = script;
        threads.execute(this::accept);
    }

    /** Answers each request without a body by 204. */
    static ScriptedUpstream withoutContent() {
        try {
            return new ScriptedUpstream(answering("HTTP/1.1 204 No Content\r\n\r\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers each request without a body alike. */
    static Script answering(String response) {
        return (wire, heard) -> {
            String head = wire.readUntil("\r\n\r\n");
            while (!head.isEmpty()) {
                heard.add(head);
                wire.send(response);
                head = wire.readUntil("\r\n\r\n");
            }
        };
    }

    /** Another script, for connections from now on. */
    void plays(Script other) {
        script = other;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /** Heads, or whatever else the script keeps, in the order in which they came. */
    List<String> heard() {
        return heard;
    }

    int connections() {
        return wires.size();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Wire wire : wires) {
            wire.close();
        }
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (!listening.isClosed()) {
                Wire wire = new Wire(listening.accept());
                wires.add(wire);
                threads.execute(() -> play(wire));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void play(Wire wire) {
        try (wire) {
            script.play(wire, heard);
        } catch (IOException gone) {
            return;
        }
    }
}
