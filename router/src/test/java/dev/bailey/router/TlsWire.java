package dev.bailey.router;

import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client's end of TLS that names a server, and speaks what the test wants behind it. */
final class TlsWire {

    private TlsWire() {}

    static SSLSocket to(int port, SSLContext trust, String host, String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        SSLParameters parameters = socket.getSSLParameters();
        if (!host.isEmpty()) {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** The names of the certificate that a client is shown when it asks for a host. */
    static String shownTo(int port, SSLContext trust, String host) throws Exception {
        try (SSLSocket socket = to(port, trust, host)) {
            return name(socket);
        }
    }

    static String name(SSLSocket socket) throws Exception {
        X509Certificate own = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return own.getSubjectX500Principal().getName();
    }
}
