package dev.bailey.telling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;

/** What is told by mail, to a real server. */
class MailTest {

    private static final String PASSWORD = "not-secret";

    @TempDir
    private Path folder;

    private final List<byte[]> taken = new CopyOnWriteArrayList<>();

    @Test
    void everybodyGetsANoticeWithItsHeadlineAsSubject() throws IOException, MessagingException, Undelivered {
        try (Server server = new Server(server())) {
            new MailChannel(mailbox(server, Mailbox.Tls.NONE, Optional.empty()))
                    .deliver(Notices.of("crossed – über"), 2);
        }

        assertThat(taken).hasSize(1);
        MimeMessage mail =
                new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(taken.get(0)));
        assertThat(mail.getAllRecipients())
                .extracting(Address::toString)
                .containsExactly("ops@example.org", "ana@example.org");
        assertThat(mail.getSubject()).isEqualTo("shop: crossed – über");
        assertThat(mail.getFrom()[0]).hasToString("bailey@example.org");
        assertThat(mail.getMessageID()).endsWith("@example.org>");
        assertThat(mail.getContent().toString().lines())
                .containsExactly(
                        "shop: crossed – über",
                        "",
                        "writes were held for 84 ms",
                        "at 2026-11-28T03:00:00Z",
                        "2 messages before this one could not be delivered; \"bailey status\" and the journal have all");
    }

    @Test
    void nothingIsSaidToAServerWithoutTlsUnlessThePlanAllowsIt() {
        try (Server server = new Server(server())) {
            MailChannel channel = new MailChannel(mailbox(server, Mailbox.Tls.STARTTLS, Optional.empty()));

            assertThatThrownBy(() -> channel.deliver(Notices.of("crossed"), 0))
                    .isInstanceOf(Undelivered.class)
                    .hasMessageContaining("STARTTLS is required");
            assertThat(taken).isEmpty();
        }
    }

    @Test
    void itLogsInBehindTls() throws GeneralSecurityException, IOException, InterruptedException, Undelivered {
        SSLContext tls = tls();
        try (Server server = new Server(server().enableTLS()
                .requireTLS()
                .startTlsSocketFactory(tls)
                .requireAuth()
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory(MailTest::login)))) {
            Mailbox mailbox = mailbox(server, Mailbox.Tls.STARTTLS, Optional.of(new Mailbox.Login("bailey", PASSWORD)));

            new MailChannel(mailbox, Optional.of(tls.getSocketFactory())).deliver(Notices.of("crossed"), 0);

            assertThat(taken).hasSize(1);
        }
    }

    @Test
    void aServerThatNobodyVouchesForIsToldNothing() throws GeneralSecurityException, IOException, InterruptedException {
        try (Server server = new Server(server().enableTLS().startTlsSocketFactory(tls()))) {
            MailChannel channel = new MailChannel(mailbox(server, Mailbox.Tls.STARTTLS, Optional.empty()));

            assertThatThrownBy(() -> channel.deliver(Notices.of("crossed"), 0)).isInstanceOf(Undelivered.class);
            assertThat(taken).isEmpty();
        }
    }

    @Test
    void aWrongPasswordIsNotTriedAgainAndNotShown() {
        try (Server server = new Server(server().requireAuth()
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory(MailTest::login)))) {
            Mailbox mailbox = mailbox(server, Mailbox.Tls.NONE, Optional.of(new Mailbox.Login("bailey", "wr0ng-0ne")));
            MailChannel channel = new MailChannel(mailbox);

            assertThatThrownBy(() -> channel.deliver(Notices.of("crossed"), 0))
                    .isInstanceOfSatisfying(
                            Undelivered.class,
                            undelivered -> assertThat(undelivered.mayGoBetter()).isFalse())
                    .hasMessageContaining("refuses user and password")
                    .hasMessageNotContaining("wr0ng-0ne");
            assertThat(mailbox.toString() + mailbox.login()).doesNotContain("wr0ng-0ne");
        }
    }

    @Test
    void aServerThatIsDownIsTriedAgain() {
        Server server = new Server(server());
        Mailbox mailbox = mailbox(server, Mailbox.Tls.NONE, Optional.empty());
        server.close();

        assertThatThrownBy(() -> new MailChannel(mailbox).deliver(Notices.of("crossed"), 0))
                .isInstanceOfSatisfying(
                        Undelivered.class,
                        undelivered -> assertThat(undelivered.mayGoBetter()).isTrue());
    }

    private SMTPServer.Builder server() {
        return SMTPServer.port(0)
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandler((context, from, to, data) -> taken.add(data));
    }

    private static void login(String user, String password, Object context) throws LoginFailedException {
        if (!user.equals("bailey") || !password.equals(PASSWORD)) {
            throw new LoginFailedException("not you: " + password);
        }
    }

    private static Mailbox mailbox(Server server, Mailbox.Tls tls, Optional<Mailbox.Login> login) {
        return new Mailbox(
                "localhost",
                server.smtp().getPortAllocated(),
                tls,
                login,
                "bailey@example.org",
                List.of("ops@example.org", "ana@example.org"));
    }

    /** Of a server that vouches for itself, and of whoever trusts it. */
    private SSLContext tls() throws GeneralSecurityException, IOException, InterruptedException {
        Path keys = folder.resolve("keys");
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process made = new ProcessBuilder(
                        tool.toString(),
                        "-genkeypair",
                        "-alias",
                        "mail",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=mail",
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(made.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store, PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return tls;
    }

    /** A server that runs. */
    private record Server(SMTPServer smtp) implements AutoCloseable {

        Server(SMTPServer.Builder builder) {
            this(builder.build());
            smtp.start();
        }

        @Override
        public void close() {
            smtp.stop();
        }
    }
}
