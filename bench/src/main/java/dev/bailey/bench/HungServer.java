package dev.bailey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes every connection, and never says a word on it. */
final class HungServer implements AutoCloseable {

    private static final int BACKLOG = 4_096;

    private final ServerSocket listening;
    private final List<Socket> taken = new CopyOnWriteArrayList<>();

    HungServer() {
        try {
            listening = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::accept, "hung-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Lets go of those that were taken, so that they do not pile up. */
    void forget() {
        taken.forEach(HungServer::close);
        taken.clear();
    }

    private void accept() {
        try {
            while (!listening.isClosed()) {
                taken.add(listening.accept());
            }
        } catch (IOException closed) {
            return;
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        forget();
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
