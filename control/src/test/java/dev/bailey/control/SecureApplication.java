package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An application by TLS that is well, with the JDK's keytool and server. */
final class SecureApplication implements AutoCloseable {

    private static final String PASSWORD = "not-secret";

    private final Path folder;
    private final HttpsServer server;

    /** @param validity further words for keytool */
    SecureApplication(Path folder, String... validity)
            throws GeneralSecurityException, IOException, InterruptedException {
        this.folder = folder;
        keytool(
                List.of(
                        "-genkeypair",
                        "-alias",
                        "app",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=app",
                        "-ext",
                        "san=dns:localhost"),
                List.of(validity));
        keytool(List.of("-exportcert", "-alias", "app", "-rfc", "-file", ca().toString()), List.of());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("keys"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    URI uri() {
        return URI.create("https://localhost:" + server.getAddress().getPort());
    }

    /** Who vouches for it: it does so itself. */
    Path ca() {
        return folder.resolve("ca.pem");
    }

    private void keytool(List<String> words, List<String> more) throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        ProcessBuilder process = new ProcessBuilder(tool.toString());
        process.command().addAll(words);
        process.command().addAll(more);
        process.command().addAll(List.of("-keystore", folder.resolve("keys").toString(), "-storepass", PASSWORD));
        assertThat(process.inheritIO().start().waitFor()).isZero();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
