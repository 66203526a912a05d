package dev.bailey.bench;

import dev.bailey.testkit.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How each of them is set up: one core, one backend, connections kept alive on both sides, no log. */
final class Proxies {

    static final String NGINX = "nginx";
    static final String HAPROXY = "HAProxy";
    static final String BAILEY = "Bailey";

    /** As it is where BoringSSL cannot be loaded. */
    static final String BAILEY_JDK = "Bailey, TLS of the JDK";

    /** As {@code ./bailey router} starts its own. */
    private static final List<String> JVM = List.of(
            "-Xms48m",
            "-Xmn12m",
            "-Dio.netty.allocator.lowMemory=false",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=20",
            "-XX:MaxInlineLevel=20",
            "-XX:FreqInlineSize=400");

    private Proxies() {}

    /** Answers everything with 100 bytes of JSON. */
    static Proxy backend(Path folder) {
        return backend(folder, "backend");
    }

    /** Another one, beside others. */
    static Proxy backend(Path folder, String home) {
        Ports ports = Ports.plain(FreePort.next());
        String json = "{\"order\":1,\"note\":\"" + "x".repeat(79) + "\"}";
        return nginx(
                NGINX,
                folder,
                home,
                Proxy.OTHER_CORE,
                ports,
                "listen 127.0.0.1:%d; location / { return 200 '%s'; }".formatted(ports.plain(), json),
                "");
    }

    /** Bodies go through it as they come: by default it would write large ones to disk. */
    static Proxy nginx(Path folder, int backend, Certificate certificate) {
        Ports ports = Ports.free();
        String server =
                """
                listen 127.0.0.1:%d; listen 127.0.0.1:%d http2; listen 127.0.0.1:%d ssl http2;
                ssl_protocols TLSv1.2 TLSv1.3; ssl_certificate %s; ssl_certificate_key %s;
                location / {
                  proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection '';
                  proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                  proxy_request_buffering off; proxy_max_temp_file_size 0; client_max_body_size 0;
                }
                """.formatted(ports.plain(), ports.clearHttp2(), ports.tls(), certificate.chain(), certificate.key());
        String upstream =
                "upstream backend { server 127.0.0.1:" + backend + "; keepalive 64; keepalive_requests 1000000000; }";
        return nginx(NGINX, folder, NGINX + "-" + ports.plain(), Proxy.MEASURED_CORE, ports, server, upstream);
    }

    /** The second server is the first once more, for flips. */
    static Proxy haproxy(Path folder, int backend, Certificate certificate) {
        Ports ports = Ports.free();
        Path file = written(folder.resolve("haproxy-" + ports.plain() + ".cfg"), """
                global
                  nbthread 1
                  maxconn 20000
                  no strict-limits
                  stats socket %s mode 600 level admin
                defaults
                  mode http
                  option forwardfor
                  http-reuse always
                  timeout connect 5s
                  timeout client 60s
                  timeout server 60s
                listen web
                  bind 127.0.0.1:%d
                  bind 127.0.0.1:%d proto h2
                  bind 127.0.0.1:%d ssl crt %s alpn h2,http/1.1
                  server a 127.0.0.1:%d
                  server b 127.0.0.1:%d disabled
                """.formatted(
                        haproxyControl(folder, ports),
                        ports.plain(),
                        ports.clearHttp2(),
                        ports.tls(),
                        certificate.both(),
                        backend,
                        backend));
        return new Proxy(HAPROXY, Proxy.MEASURED_CORE, ports, List.of("haproxy", "-db", "-q", "-f", file.toString()));
    }

    /** Where it takes commands. */
    static Path haproxyControl(Path folder, Ports ports) {
        return folder.resolve("haproxy-" + ports.plain() + ".sock");
    }

    /**
     * In clear text on one port, HTTP/2 too.
     *
     * @param heap the most that the JVM may take for objects
     */
    static Proxy bailey(Path folder, int backend, String heap) {
        int port = FreePort.next();
        return bailey(BAILEY, folder, new Ports(port, port, 0), backend, heap, List.of());
    }

    /**
     * That tells tenants apart.
     *
     * @param tenants in the list of a slice; 0 for one slice, and no tenants
     */
    static Proxy bailey(Path folder, int backend, String heap, int tenants) {
        String words = tenants == 0 ? "no tenants" : tenants == 1 ? "1 tenant listed" : tenants + " tenants listed";
        return baileyWith(
                BAILEY + ", " + words, folder, backend, heap, List.of("-D" + BaileyProxy.TENANTS + "=" + tenants));
    }

    /** @param properties of its JVM */
    static Proxy baileyWith(String name, Path folder, int backend, String heap, List<String> properties) {
        int port = FreePort.next();
        List<String> arguments = List.of(
                Integer.toString(port),
                "http://127.0.0.1:" + backend,
                folder.resolve("routes-" + port + ".json").toString());
        return new Proxy(
                name,
                Proxy.MEASURED_CORE,
                new Ports(port, port, 0),
                Shell.command(
                        BaileyProxy.class,
                        Stream.of(List.of("-Xmx" + heap), properties, JVM)
                                .flatMap(List::stream)
                                .toList(),
                        arguments.toArray(String[]::new)));
    }

    /** By TLS as well. */
    static Proxy bailey(Path folder, int backend, String heap, Certificate certificate) {
        return bailey(BAILEY, folder, backend, heap, certificate);
    }

    static Proxy baileyByJdk(Path folder, int backend, String heap, Certificate certificate) {
        return bailey(BAILEY_JDK, folder, backend, heap, certificate);
    }

    private static Proxy bailey(String name, Path folder, int backend, String heap, Certificate certificate) {
        int port = FreePort.next();
        Ports ports = new Ports(port, port, FreePort.next());
        return bailey(
                name,
                folder,
                ports,
                backend,
                heap,
                List.of(
                        Boolean.toString(name.equals(BAILEY)),
                        Integer.toString(ports.tls()),
                        certificate.chain().toString(),
                        certificate.key().toString()));
    }

    private static Proxy bailey(String name, Path folder, Ports ports, int backend, String heap, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of(
                Integer.toString(ports.plain()),
                "http://127.0.0.1:" + backend,
                folder.resolve("routes-" + ports.plain() + ".json").toString()));
        arguments.addAll(more);
        return new Proxy(
                name,
                Proxy.MEASURED_CORE,
                ports,
                Shell.command(
                        BaileyProxy.class,
                        Stream.concat(Stream.of("-Xmx" + heap), JVM.stream()).toList(),
                        arguments.toArray(String[]::new)));
    }

    static Proxy nginx(String name, Path folder, String home, String core, Ports ports, String server, String http) {
        Path place = folder.resolve(home);
        try {
            Files.createDirectories(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        StringBuilder temporary = new StringBuilder();
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            temporary.append(kind).append("_temp_path ").append(place).append("; ");
        }
        Path file = written(folder.resolve(home + ".conf"), """
                daemon off; master_process off; pid %1$s/pid; error_log stderr crit;
                events { worker_connections 15000; }
                http {
                  access_log off; tcp_nodelay on; keepalive_requests 1000000000; default_type application/json;
                  %2$s
                  %3$s
                  server { %4$s }
                }
                """.formatted(place, temporary, http, server));
        return new Proxy(
                name, core, ports, List.of("nginx", "-p", place.toString(), "-e", "stderr", "-c", file.toString()));
    }

    private static Path written(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
