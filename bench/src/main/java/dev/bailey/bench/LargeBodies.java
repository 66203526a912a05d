package dev.bailey.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bodies of 64 MB, one after the other, down and up. */
final class LargeBodies {

    private static final long MEGABYTE = 1024 * 1024;
    private static final long BODY_BYTES = 64 * MEGABYTE;

    /** One GB a measurement. */
    private static final int BODIES = 16;

    private static final double NANOS = 1e9;

    private LargeBodies() {}

    static void print(Stage stage, PrintStream out) {
        try (BodyServer backend = new BodyServer()) {
            List<Proxy> proxies = stage.fresh(backend.port(), "256m");
            try {
                proxies.forEach(LargeBodies::figures); // also warms the client up
                RouterLoad.title(out, "Bodies of 64 MB, " + BODIES + " of them down, and as many up");
                List<Contender> contenders = RouterLoad.contenders(proxies, LargeBodies::figures);
                new Rounds(contenders, contenders.get(0))
                        .run(stage.effort().fewerRounds(), System.err)
                        .print(out);
            } finally {
                proxies.forEach(Proxy::close);
            }
        }
    }

    private static Map<String, Double> figures(Proxy proxy) {
        Map<String, Double> figures = new LinkedHashMap<>();
        double before = Memory.peakMegabytes(proxy.pid());
        oneWay(proxy, "down", figures);
        oneWay(proxy, "up", figures);
        figures.put("MB, growth of memory at most", Memory.peakMegabytes(proxy.pid()) - before);
        figures.put("MB, memory at most", Memory.peakMegabytes(proxy.pid()));
        return figures;
    }

    private static void oneWay(Proxy proxy, String way, Map<String, Double> figures) {
        double cpu = Cpu.ofProcess(proxy.pid());
        long begun = System.nanoTime();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
                InputStream in = new BufferedInputStream(socket.getInputStream(), BodyServer.BLOCK_BYTES)) {
            for (int body = 0; body < BODIES; body++) {
                String head = way.equals("down")
                        ? "GET /" + BODY_BYTES + " HTTP/1.1\r\nHost: web\r\n\r\n"
                        : "POST / HTTP/1.1\r\nHost: web\r\nContent-Length: " + BODY_BYTES + "\r\n\r\n";
                BodyServer.send(socket.getOutputStream(), head, way.equals("down") ? 0 : BODY_BYTES);
                String answer = BodyServer.head(in);
                if (!answer.startsWith("HTTP/1.1 200 ")) {
                    throw new IOException("not answered by the backend: " + answer);
                }
                in.skipNBytes(BodyServer.contentLength(answer));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        double megabytes = BODIES * (double) BODY_BYTES / MEGABYTE;
        figures.put("MB/s " + way, megabytes * NANOS / (System.nanoTime() - begun));
        figures.put("CPU s a GB " + way, (Cpu.ofProcess(proxy.pid()) - cpu) * 1024 / megabytes);
    }
}
