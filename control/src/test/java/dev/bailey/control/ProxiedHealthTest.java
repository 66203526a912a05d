package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailey.router.ProxyProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProxiedHealthTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Test
    void itBeginsWithAHeaderThatNamesNobody() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> heard = answering(server, "HTTP/1.1 204 No Content\r\n\r\n");

            int status = ProxiedHealth.status(health(server), ProxyProtocol.V1, LIMIT);

            assertThat(status).isEqualTo(204);
            assertThat(heard.join()).startsWith("PROXY UNKNOWN\r\nGET /health HTTP/1.1\r\n");
        }
    }

    @Test
    void theSecondVersionIsLocal() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> heard = answering(server, "HTTP/1.1 503 Service Unavailable\r\n\r\n");

            int status = ProxiedHealth.status(health(server), ProxyProtocol.V2, LIMIT);

            assertThat(status).isEqualTo(503);
            assertThat(heard.join()).startsWith("\r\n\r\n\0\r\nQUIT\n \0\0\0GET /health HTTP/1.1\r\n");
        }
    }

    @Test
    void whatIsNoHttpIsNoAnswer() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> heard = answering(server, "220 mail.example ESMTP\r\n");

            assertThatThrownBy(() -> ProxiedHealth.status(health(server), ProxyProtocol.V1, LIMIT))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no answer of HTTP");
            assertThat(heard.join()).isNotEmpty();
        }
    }

    private static URI health(ServerSocket server) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/health");
    }

    /** What the server heard until the end of the head. */
    private static CompletableFuture<String> answering(ServerSocket server, String answer) {
        return CompletableFuture.supplyAsync(() -> {
            try (Socket socket = server.accept()) {
                StringBuilder heard = new StringBuilder();
                while (!heard.toString().endsWith("close\r\n\r\n")) {
                    heard.append((char) socket.getInputStream().read());
                }
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                return heard.toString();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }
}
