package dev.bailey.telling;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A mail server, and who is written to. Immutable; it holds a password and never shows it.
 *
 * @param login empty where the server takes mail without one
 */
public record Mailbox(String host, int port, Tls tls, Optional<Login> login, String from, List<String> to) {

    /** A list of more is a mailing list, which has an address of its own. */
    public static final int RECIPIENTS_MAX = 50;

    private static final int PORT_MAX = 65_535;

    public Mailbox {
        to = List.copyOf(to);
        if (host.isBlank() || port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException("a mail server is like smtp.example:587, not " + host + ":" + port);
        }
        if (to.isEmpty() || to.size() > RECIPIENTS_MAX) {
            throw new IllegalArgumentException("mail goes to 1 to " + RECIPIENTS_MAX + " addresses, not " + to.size());
        }
        address(from);
        to.forEach(Mailbox::address);
    }

    /** How the connection is kept from being read. */
    public enum Tls {
        /** It begins in the clear, and nothing is said before TLS. */
        STARTTLS,
        /** From the first byte, as on port 465. */
        DIRECT,
        NONE
    }

    /** Who sends. */
    public record Login(String user, String password) {

        /** Leaves out the password. */
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    static InternetAddress address(String text) {
        try {
            InternetAddress address = new InternetAddress(text, /* strict= */ true);
            if (!text.contains("@")) {
                throw new IllegalArgumentException("\"" + text + "\" is no address of the form name@host");
            }
            return address;
        } catch (AddressException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no address of the form name@host: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "mail by " + host + ":" + port;
    }
}
