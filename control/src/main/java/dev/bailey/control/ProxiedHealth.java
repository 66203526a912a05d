package dev.bailey.control;

import dev.bailey.router.ProxyProtocol;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

/** Asks an application that expects the PROXY protocol how it is, in nobody's name but its own. */
final class ProxiedHealth {

    /** UNKNOWN: take the connection for what it is. */
    private static final byte[] V1 = "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII);

    /** The signature, version 2 with the command LOCAL, no family, no addresses. */
    private static final byte[] V2 = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "20" + "00" + "0000");

    private static final int HTTP_PORT = 80;

    /** As far as the status in {@code HTTP/1.1 200}. */
    private static final int STATUS_END = 12;

    private static final int STATUS_BEGIN = 9;

    private ProxiedHealth() {}

    /** @throws IOException also when what comes is no answer */
    static int status(URI path, ProxyProtocol version, Duration limit) throws IOException {
        try (Socket socket = new Socket()) {
            int port = path.getPort() < 0 ? HTTP_PORT : path.getPort();
            socket.setSoTimeout((int) limit.toMillis());
            socket.connect(new InetSocketAddress(path.getHost(), port), (int) limit.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(version == ProxyProtocol.V1 ? V1 : V2);
            String request = "GET " + path.getRawPath() + " HTTP/1.1\r\nHost: " + path.getRawAuthority()
                    + "\r\nConnection: close\r\n\r\n";
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            String begin = new String(socket.getInputStream().readNBytes(STATUS_END), StandardCharsets.US_ASCII);
            if (!begin.matches("HTTP/1[.][01] [1-5][0-9]{2}")) {
                throw new IOException("no answer of HTTP: " + path);
            }
            return Integer.parseInt(begin.substring(STATUS_BEGIN));
        }
    }
}
