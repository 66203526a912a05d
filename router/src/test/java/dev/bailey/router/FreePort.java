package dev.bailey.router;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports for servers that cannot be told to take any. */
final class FreePort {

    /** Below those that clients get: one that knocks early could otherwise be connected to itself. */
    private static final AtomicInteger NEXT = new AtomicInteger(21_000);

    private static final int PORT_MAX = 32_000;

    private FreePort() {}

    static int next() throws IOException {
        BindException last = new BindException("no port is free");
        for (int port = NEXT.getAndIncrement(); port < PORT_MAX; port = NEXT.getAndIncrement()) {
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException taken) {
                last = taken;
            }
        }
        throw last;
    }
}
