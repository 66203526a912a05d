package dev.bailey.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A backend that sends as many bytes as the path names, and reads what it is sent. */
final class BodyServer implements AutoCloseable {

    static final int BLOCK_BYTES = 64 * 1024;

    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "body-server");
        thread.setDaemon(true);
        return thread;
    });

    BodyServer() {
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        try {
            while (!listening.isClosed()) {
                Socket client = listening.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private static void serve(Socket client) {
        try (client;
                InputStream in = new BufferedInputStream(client.getInputStream(), BLOCK_BYTES)) {
            client.setTcpNoDelay(true);
            String head = head(in);
            while (!head.isEmpty()) {
                in.skipNBytes(contentLength(head));
                long bytes = head.startsWith("GET ") ? Long.parseLong(head.split(" ", 3)[1].substring(1)) : 0;
                send(client.getOutputStream(), "HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n", bytes);
                head = head(in);
            }
        } catch (IOException gone) {
            return;
        }
    }

    /** Sends a head and so many bytes behind it. */
    static void send(OutputStream out, String head, long bytes) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        for (long left = bytes; left > 0; left -= Math.min(left, BLOCK_BYTES)) {
            out.write(block, 0, (int) Math.min(left, BLOCK_BYTES));
        }
        out.flush();
    }

    /** The next head; empty at the end of the connection. */
    static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (next == '\n' && head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) >= 0) {
                return head.toString();
            }
        }
        return "";
    }

    static long contentLength(String head) {
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Long.parseLong(line.substring("content-length:".length()).strip());
            }
        }
        return 0;
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
