package dev.bailey.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes that arrive in a hold, each on a connection of its own, and how they are answered at its end. */
final class HeldWrites {

    private static final String REQUEST = "POST / HTTP/1.1\r\nHost: web\r\nContent-Length: 10\r\n\r\n0123456789";
    private static final double NANOS = 1e9;
    private static final long SELECT_MILLIS = 1_000;

    /** With a pace of 5,000 a second everybody is answered long before. */
    private static final int SILENT_TURNS_MAX = 10;

    /** The aim is 200 MB for the whole process; a heap of 128 MB ran out. */
    private static final String HEAP = "512m";

    private static final int WRITES_MAX = 20_000;

    /** Descriptors that a process needs besides its clients'. */
    private static final int SPARE_DESCRIPTORS = 400;

    private HeldWrites() {}

    static void print(Stage stage, PrintStream out) {
        int descriptors = Integer.parseInt(Shell.shell("ulimit -n").strip());
        int count = Math.min(WRITES_MAX, descriptors - SPARE_DESCRIPTORS);
        RouterLoad.title(out, "Writes held at once, then released at 5,000 a second; heap of at most " + HEAP);
        out.println("| figure | Bailey |\n|---|---:|");
        try (Proxy bailey = stage.bailey(stage.backend().port(), HEAP)) {
            print(out, "a connection each", figures(bailey, count));
        }
        try (Proxy bailey = stage.bailey(stage.backend().port(), HEAP)) {
            if (bailey.ports().clearHttp2() > 0 && !Program.H2LOAD.isMissing()) {
                print(out, "streams of HTTP/2", HeldStreams.figures(stage.folder(), bailey, WRITES_MAX));
            }
        }
    }

    private static void print(PrintStream out, String how, Map<String, Double> figures) {
        figures.forEach((figure, value) -> out.println("| " + how + ": " + figure + " | " + Rounds.text(value) + " |"));
    }

    private static Map<String, Double> figures(Proxy bailey, int count) {
        Map<String, Double> figures = new LinkedHashMap<>();
        double before = Memory.peakMegabytes(bailey.pid());
        bailey.order(BaileyProxy.HOLD);
        List<SocketChannel> clients = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int client = 0; client < count; client++) {
                clients.add(sent(bailey.port(), selector));
            }
            BaileyMove.await("all are parked", () -> bailey.order(BaileyProxy.PARKED) == count);
            long begun = System.nanoTime();
            bailey.order(BaileyProxy.RELEASE);
            int answered = answered(selector, count);
            figures.put("writes held", (double) count);
            figures.put("writes not answered 200", (double) (count - answered));
            figures.put("s, release to last answer", (System.nanoTime() - begun) / NANOS);
            figures.put("MB, memory of the process before at most", before);
            figures.put("MB, memory of the process at most", Memory.peakMegabytes(bailey.pid()));
            clients.forEach(HeldWrites::close);
            clients.clear();
            bailey.order(BaileyProxy.LIVE);
            figures.put("MB, memory of the process afterwards", Memory.megabytes(bailey.pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            clients.forEach(HeldWrites::close);
        }
        return figures;
    }

    private static SocketChannel sent(int port, Selector selector) throws IOException {
        SocketChannel client = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        client.write(ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII)));
        client.configureBlocking(false);
        client.register(selector, SelectionKey.OP_READ);
        return client;
    }

    private static int answered(Selector selector, int count) throws IOException {
        int answered = 0;
        int ended = 0;
        int silent = 0;
        ByteBuffer answer = ByteBuffer.allocate(4096);
        while (ended < count && silent < SILENT_TURNS_MAX) {
            silent = selector.select(SELECT_MILLIS) == 0 ? silent + 1 : 0;
            for (SelectionKey key : selector.selectedKeys()) {
                answer.clear();
                int read = ((SocketChannel) key.channel()).read(answer);
                String start = new String(answer.array(), 0, Math.max(0, read), StandardCharsets.US_ASCII);
                answered += start.startsWith("HTTP/1.1 200 ") ? 1 : 0;
                ended++;
                key.cancel();
            }
            selector.selectedKeys().clear();
        }
        return answered;
    }

    private static void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
