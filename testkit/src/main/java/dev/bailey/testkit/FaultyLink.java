package dev.bailey.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP link on loopback that can be cut, frozen and slowed. What was read before a freeze is delivered after it.
 * Thread-safe.
 */
public final class FaultyLink implements AutoCloseable {

    private static final int CONNECTIONS_MAX = 256;
    private static final int CHUNK_BYTES = 16 * 1024;
    private static final int CONNECT_MILLIS_MAX = 3_000;

    private final InetSocketAddress far;
    private final ServerSocket near;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Semaphore connections = new Semaphore(CONNECTIONS_MAX);
    private final Object thaw = new Object();
    private boolean frozen;
    private volatile boolean down;
    private volatile long delayNanos;
    private volatile long logDelayNanos;

    /** Opens a link to this port on loopback. */
    public FaultyLink(int farPort) {
        this.far = new InetSocketAddress(InetAddress.getLoopbackAddress(), farPort);
        try {
            this.near = new ServerSocket(0, /* backlog= */ 128, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("link-" + near.getLocalPort() + "-accept", this::accept);
    }

    /** The port on loopback that leads to the far end. */
    public int port() {
        return near.getLocalPort();
    }

    /** Resets every connection, and each new one, until {@link #mend}. */
    public void cut() {
        down = true;
        reset();
    }

    public void mend() {
        down = false;
    }

    /** Resets every connection there is; new ones may come. */
    public void reset() {
        sockets.forEach(FaultyLink::reset);
    }

    /** Lets nothing through, in either direction, and keeps the connections. */
    public void freeze() {
        synchronized (thaw) {
            frozen = true;
        }
    }

    public void unfreeze() {
        synchronized (thaw) {
            frozen = false;
            thaw.notifyAll();
        }
    }

    /** Holds back each chunk of at most {@value #CHUNK_BYTES} bytes for so long, in each direction. */
    public void delay(Duration eachWay) {
        delayNanos = eachWay.toNanos();
    }

    /** Delivers so much later what a PostgreSQL server sends of its log, on connections made from now on. */
    public void delayLog(Duration delay) {
        logDelayNanos = delay.toNanos();
    }

    private void accept() {
        while (!near.isClosed()) {
            try {
                join(near.accept());
            } catch (IOException e) {
                // Closed, which ends the loop; or one connection failed, which is that client's affair.
            }
        }
    }

    private void join(Socket client) {
        if (down || !connections.tryAcquire()) {
            reset(client);
            return;
        }
        run("link-" + port() + "-join", () -> {
            try (client;
                    Socket server = new Socket()) {
                sockets.add(client);
                sockets.add(server);
                server.connect(far, CONNECT_MILLIS_MAX);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                LateLog log = new LateLog(client.getOutputStream(), logDelayNanos);
                OutputStream out = server.getOutputStream();
                Thread back = run("link-" + port() + "-back", () -> {
                    try (log) {
                        pump(server, client, log::answered);
                    }
                });
                pump(client, server, (chunk, length) -> {
                    log.asked(chunk, length);
                    out.write(chunk, 0, length);
                });
                back.join();
            } catch (IOException e) {
                reset(client);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                sockets.removeIf(Socket::isClosed);
                connections.release();
            }
        });
    }

    @FunctionalInterface
    private interface Way {
        void send(byte[] chunk, int length) throws IOException, InterruptedException;
    }

    private void pump(Socket from, Socket to, Way way) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            InputStream in = from.getInputStream();
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                awaitThaw();
                if (delayNanos > 0) {
                    LockSupport.parkNanos(delayNanos);
                }
                way.send(chunk, length);
            }
            awaitThaw();
            to.shutdownOutput();
        } catch (IOException e) {
            reset(from);
            reset(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitThaw() throws InterruptedException {
        synchronized (thaw) {
            while (frozen) {
                thaw.wait();
            }
        }
    }

    /** Closing at once with unsent data thrown away is what makes the other end see a reset. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // Closed already: nothing is left to reset.
        }
    }

    private static Thread run(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() {
        try {
            near.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
        unfreeze();
    }
}
