package dev.bailey.bench;

import dev.bailey.testkit.FreePort;
import java.nio.file.Path;
import java.util.List;

/** Proxies that send every request to another server too. */
final class Mirrors {

    private static final String HEAP = "256m";

    private Mirrors() {}

    /** What is asked too; it answers as the backend does. */
    static Proxy backend(Path folder) {
        return Proxies.backend(folder, "mirror");
    }

    /** @param mirror its port; 0 for none */
    static Proxy nginx(String name, Path folder, int backend, int mirror) {
        Ports ports = Ports.plain(FreePort.next());
        String toMirror = """
                location = /mirror {
                  internal; proxy_pass http://mirror$request_uri; proxy_http_version 1.1; proxy_set_header Connection '';
                  proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                  proxy_pass_request_body off; proxy_set_header Content-Length ''; proxy_connect_timeout 1s;
                  proxy_read_timeout 1s;
                }
                """;
        String server = """
                listen 127.0.0.1:%d;
                location / {
                  %s proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection '';
                  proxy_set_header Host $host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                }
                %s
                """.formatted(
                        ports.plain(),
                        mirror == 0 ? "" : "mirror /mirror; mirror_request_body off;",
                        mirror == 0 ? "" : toMirror);
        String upstreams = upstream("backend", backend) + (mirror == 0 ? "" : upstream("mirror", mirror));
        return Proxies.nginx(name, folder, "nginx-" + ports.plain(), Proxy.MEASURED_CORE, ports, server, upstreams);
    }

    private static String upstream(String name, int port) {
        return "upstream " + name + " { server 127.0.0.1:" + port
                + " max_fails=0; keepalive 64; keepalive_requests 1000000000; }";
    }

    /**
     * A router whose shadow is all requests.
     *
     * @param mirror its port; 0 for none
     * @param compares whether pairs of answers are given to somebody
     */
    static Proxy bailey(String name, Path folder, int backend, int mirror, boolean compares) {
        return Proxies.baileyWith(
                name,
                folder,
                backend,
                HEAP,
                List.of("-D" + BaileyProxy.SHADOW + "=" + mirror, "-D" + BaileyProxy.COMPARES + "=" + compares));
    }
}
