package dev.bailey.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks at times that were set beforehand, and counts from those: an answer that comes late makes the next ones late
 * too, and all of them show it.
 */
final class FixedRate {

    private static final int CONNECTIONS = 64;
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: web\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int ANSWER_BYTES_MAX = 4096;

    private FixedRate() {}

    /** Milliseconds of every request. */
    static List<Double> millis(int port, int perSecond, int seconds) {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            long begin = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
            long step = TimeUnit.SECONDS.toNanos(CONNECTIONS) / perSecond;
            long count = TimeUnit.SECONDS.toNanos(seconds) / step;
            List<CompletableFuture<List<Double>>> all = new ArrayList<>();
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                long first = begin + step * connection / CONNECTIONS;
                all.add(CompletableFuture.supplyAsync(() -> oneConnection(port, first, step, count), threads));
            }
            return all.stream().flatMap(one -> one.join().stream()).toList();
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Double> oneConnection(int port, long first, long step, long count) {
        List<Double> millis = new ArrayList<>();
        byte[] answer = new byte[ANSWER_BYTES_MAX];
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            for (long request = 0; request < count; request++) {
                long due = first + request * step;
                while (due - System.nanoTime() > 0) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                socket.getOutputStream().write(REQUEST);
                readAnswer(in, answer);
                millis.add((System.nanoTime() - due) / 1e6);
            }
            return millis;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The backend's only answer ends as JSON does. */
    private static void readAnswer(InputStream in, byte[] answer) throws IOException {
        int length = 0;
        while (length == 0 || answer[length - 1] != '}') {
            int more = in.read(answer, length, answer.length - length);
            if (more <= 0) {
                throw new IOException("the connection ended within an answer");
            }
            length += more;
        }
        if (!new String(answer, 0, length, StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200 ")) {
            throw new IOException("not answered by the backend");
        }
    }
}
