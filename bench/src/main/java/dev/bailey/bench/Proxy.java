package dev.bailey.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A web server or proxy that runs on one core, in a process without children. Confined to one thread. */
final class Proxy implements AutoCloseable {

    /** Whoever is measured has this core to itself; backend and clients share the other. */
    static final String MEASURED_CORE = "0";

    static final String OTHER_CORE = "1";

    private final Process process;
    private final int port;

    private Proxy(String core, int port, List<String> command) {
        this.port = port;
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", core));
        pinned.addAll(command);
        try {
            process = new ProcessBuilder(pinned)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            BaileyMove.await(command.get(0) + " listens", this::listens);
        } catch (RuntimeException e) {
            process.destroy();
            throw e;
        }
    }

    /** Answers everything with 100 bytes of JSON. */
    static Proxy backend(Path folder) {
        int port = freePort();
        String json = "{\"order\":1,\"note\":\"" + "x".repeat(79) + "\"}";
        return nginx(folder, "backend", port, OTHER_CORE, "location / { return 200 '" + json + "'; }");
    }

    static Proxy nginx(Path folder, int backend) {
        return nginx(
                folder,
                "nginx",
                freePort(),
                MEASURED_CORE,
                "location / { proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection '';"
                        + " proxy_set_header Host $host;"
                        + " proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; } } "
                        + "upstream backend { server 127.0.0.1:" + backend
                        + "; keepalive 64; keepalive_requests 1000000000;");
    }

    static Proxy haproxy(Path folder, int backend) {
        int port = freePort();
        Path file = written(folder.resolve("haproxy.cfg"), """
                global
                  nbthread 1
                  maxconn 1000
                defaults
                  mode http
                  option forwardfor
                  http-reuse always
                  timeout connect 5s
                  timeout client 60s
                  timeout server 60s
                listen bench
                  bind 127.0.0.1:%d
                  server backend 127.0.0.1:%d
                """.formatted(port, backend));
        return new Proxy(MEASURED_CORE, port, List.of("haproxy", "-db", "-q", "-f", file.toString()));
    }

    static Proxy bailey(Path folder, int backend, String heap) {
        int port = freePort();
        return new Proxy(
                MEASURED_CORE,
                port,
                Shell.command(
                        BaileyProxy.class,
                        List.of("-Xmx" + heap),
                        Integer.toString(port),
                        "http://127.0.0.1:" + backend,
                        folder.resolve("routes-" + port + ".json").toString()));
    }

    private static Proxy nginx(Path folder, String name, int port, String core, String locations) {
        Path home = folder.resolve(name);
        Path file = folder.resolve(name + ".conf");
        try {
            Files.createDirectories(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String temporary = "";
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            temporary += kind + "_temp_path " + home + "; ";
        }
        written(
                file,
                "daemon off; master_process off; pid " + home + "/pid; error_log stderr error; "
                        + "events { worker_connections 4096; } http { access_log off; tcp_nodelay on; " + temporary
                        + "keepalive_requests 1000000000; default_type application/json; "
                        + "server { listen 127.0.0.1:" + port + "; " + locations + " } }\n");
        return new Proxy(core, port, List.of("nginx", "-p", home.toString(), "-e", "stderr", "-c", file.toString()));
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** Only Bailey's takes orders. Returns how many requests are parked after it. */
    int order(String order) {
        try {
            BufferedWriter out = process.outputWriter();
            out.write(order + "\n");
            out.flush();
            BufferedReader in = process.inputReader();
            String parked = in.readLine();
            if (parked == null) {
                throw new IllegalStateException("Bailey's process ended when it was told to " + order + ", see above");
            }
            return Integer.parseInt(parked);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new IllegalStateException("a proxy ended with " + process.exitValue() + " at its start, see above");
        }
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static Path written(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        BaileyMove.await("a proxy has ended", () -> !process.isAlive());
    }
}
