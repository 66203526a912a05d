package dev.bailey.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a server that is about to start. The kernel's own choice would be a port from the range of outgoing
 * connections, and a busy client may have taken it again before the server listens; these lie below that range.
 */
public final class FreePort {

    private static final int LOWEST = 15_000;
    private static final int BEYOND = 32_000; // Linux hands out 32,768 and above to outgoing connections

    private static int last = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);

    private FreePort() {}

    /** A port of the loopback that nobody listens on, and that this process has not been given before. Thread-safe. */
    public static synchronized int next() {
        for (int tried = LOWEST; tried < BEYOND; tried++) {
            last = last + 1 < BEYOND ? last + 1 : LOWEST;
            if (isFree(last)) {
                return last;
            }
        }
        throw new IllegalStateException("no port from " + LOWEST + " to " + BEYOND + " is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket listening = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return listening.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
