package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real HAProxy with few settings of its own, in front of one server. */
final class Haproxy implements AutoCloseable {

    private final Process process;
    private final int port;

    Haproxy(Path home, int upstream) throws IOException {
        port = FreePort.next();
        Path file = Files.writeString(home.resolve("haproxy.cfg"), """
                defaults
                  mode http
                  timeout connect 1s
                  timeout client 500ms
                  timeout server 5s
                listen web
                  bind 127.0.0.1:%d
                  server upstream 127.0.0.1:%d
                """.formatted(port, upstream));
        process = PublicProgram.HAPROXY.start("-db", "-q", "-f", file);
        eventually("HAProxy listens", () -> Wire.listens(port) || !process.isAlive());
        if (!process.isAlive()) {
            throw new IOException("HAProxy ended at its start with " + process.exitValue());
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        eventually("HAProxy has ended", () -> !process.isAlive());
    }
}
