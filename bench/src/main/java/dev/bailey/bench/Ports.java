package dev.bailey.bench;

import dev.bailey.testkit.FreePort;

/**
 * Where a proxy listens; 0 for what it does not speak.
 *
 * @param plain HTTP/1.1 in clear text
 * @param clearHttp2 HTTP/2 in clear text, by prior knowledge
 * @param tls HTTP/1.1 and HTTP/2 behind TLS
 */
record Ports(int plain, int clearHttp2, int tls) {

    static Ports free() {
        return new Ports(FreePort.next(), FreePort.next(), FreePort.next());
    }

    static Ports plain(int port) {
        return new Ports(port, 0, 0);
    }

    String plainUrl() {
        return "http://127.0.0.1:" + plain + "/";
    }

    String clearHttp2Url() {
        return "http://127.0.0.1:" + clearHttp2 + "/";
    }

    String tlsUrl() {
        return "https://127.0.0.1:" + tls + "/";
    }
}
