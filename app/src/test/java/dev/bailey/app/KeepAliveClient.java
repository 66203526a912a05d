package dev.bailey.app;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends one request after the other over a connection, as long as the server lets it, and never sends one
 * twice. Confined to its thread, but for {@link #stop} and the figures.
 */
final class KeepAliveClient implements Runnable {

    private static final int PATIENCE_MILLIS = 10_000;

    private final int port;
    private final boolean reuses;
    private final long pauseNanos;
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong connected = new AtomicLong();
    private volatile boolean stopped;
    private @Nullable Socket socket;
    private @Nullable InputStream input;

    /** @param reuses whether it uses a connection for more than one request */
    KeepAliveClient(int port, boolean reuses, long pauseMillis) {
        this.port = port;
        this.reuses = reuses;
        this.pauseNanos = TimeUnit.MILLISECONDS.toNanos(pauseMillis);
    }

    void stop() {
        stopped = true;
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    long answered() {
        return answered.get();
    }

    long connected() {
        return connected.get();
    }

    @Override
    public void run() {
        while (!stopped) {
            try {
                exchange();
                answered.incrementAndGet();
            } catch (IOException e) {
                failures.add(e + " after " + answered + " answers");
                disconnect();
            }
            LockSupport.parkNanos(pauseNanos);
        }
        disconnect();
    }

    private void exchange() throws IOException {
        Socket used = socket;
        InputStream answers = input;
        if (used == null || answers == null || hasEnded(used)) {
            disconnect();
            used = new Socket(InetAddress.getLoopbackAddress(), port);
            used.setSoTimeout(PATIENCE_MILLIS);
            answers = new BufferedInputStream(used.getInputStream());
            socket = used;
            input = answers;
            connected.incrementAndGet();
        }
        String request = "POST /work HTTP/1.1\r\nHost: shop\r\nContent-Length: 2\r\n"
                + (reuses ? "" : "Connection: close\r\n") + "\r\nhi";
        used.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String head = head(answers).toLowerCase(Locale.ROOT);
        if (!head.startsWith("http/1.1 200 ")) {
            throw new IOException("answer " + head.lines().findFirst().orElse(""));
        }
        int length = Integer.parseInt(head.replaceAll("(?s).*content-length: ([0-9]+).*", "$1"));
        if (answers.readNBytes(length).length != length) {
            throw new IOException("half an answer");
        }
        if (head.contains("connection: close")) {
            disconnect();
        }
    }

    /** Whether the server has closed it while it was idle, as every client looks before it sends. */
    private static boolean hasEnded(Socket idle) throws IOException {
        idle.setSoTimeout(1);
        try {
            return idle.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } finally {
            idle.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    private static String head(InputStream answers) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = answers.read();
            if (next < 0) {
                throw new IOException("no answer");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private void disconnect() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            failures.add("closing: " + e);
        }
        socket = null;
        input = null;
    }
}
