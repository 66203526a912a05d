package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** A real nginx, in one process without children. */
final class Nginx implements AutoCloseable {

    private final Process process;
    private final int port;

    /**
     * @param server what its configuration says of the only server
     * @param http what it says besides
     */
    Nginx(Path home, String server, String http) throws IOException {
        this(home, "", server, http);
    }

    /** @param protocol what it speaks, as its configuration has it behind the address */
    Nginx(Path home, String protocol, String server, String http) throws IOException {
        port = FreePort.next();
        StringBuilder temporary = new StringBuilder();
        for (String kind : new String[] {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
            temporary.append(kind).append("_temp_path ").append(home).append("; ");
        }
        Path file = Files.writeString(
                home.resolve("nginx.conf"), """
                daemon off; master_process off; pid %1$s/pid; error_log /dev/null crit;
                events { }
                http {
                  access_log off; %2$s
                  %3$s
                  server { listen 127.0.0.1:%4$d %6$s; %5$s }
                }
                """.formatted(home, temporary, http, port, server, protocol));
        process = PublicProgram.NGINX.start("-p", home, "-e", "/dev/null", "-c", file);
        eventually("nginx listens", () -> Wire.listens(port) || !process.isAlive());
        if (!process.isAlive()) {
            throw new IOException("nginx ended at its start with " + process.exitValue());
        }
    }

    int port() {
        return port;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        process.destroy();
        eventually("nginx has ended", () -> !process.isAlive());
    }
}
