package dev.bailey.telling;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends notices by mail, each over a connection of its own. */
final class MailChannel implements Channel {

    private static final Logger LOG = LoggerFactory.getLogger(MailChannel.class);

    private static final String LIMIT_MILLIS = "15000";

    /** What a server says is for people, and may be a page. */
    private static final int SAID_MAX = 200;

    private final Mailbox mailbox;
    private final Session session;

    MailChannel(Mailbox mailbox) {
        this(mailbox, Optional.empty());
    }

    /** @param trust of other certificates than those that the system knows */
    MailChannel(Mailbox mailbox, Optional<SSLSocketFactory> trust) {
        this.mailbox = mailbox;
        this.session = Session.getInstance(properties(mailbox, trust));
    }

    private static Properties properties(Mailbox mailbox, Optional<SSLSocketFactory> trust) {
        boolean starts = mailbox.tls() == Mailbox.Tls.STARTTLS;
        Properties settings = new Properties();
        settings.put("mail.smtp.starttls.enable", Boolean.toString(starts));
        settings.put("mail.smtp.starttls.required", Boolean.toString(starts));
        settings.put("mail.smtp.ssl.enable", Boolean.toString(mailbox.tls() == Mailbox.Tls.DIRECT));
        settings.put("mail.smtp.ssl.checkserveridentity", "true");
        settings.put("mail.smtp.auth", Boolean.toString(mailbox.login().isPresent()));
        settings.put("mail.smtp.connectiontimeout", LIMIT_MILLIS);
        settings.put("mail.smtp.timeout", LIMIT_MILLIS);
        settings.put("mail.smtp.writetimeout", LIMIT_MILLIS);
        // one wrong address must not keep the others from hearing
        settings.put("mail.smtp.sendpartial", "true");
        // message ids are made of it, and not of the name of this machine and who uses it
        settings.put("mail.from", mailbox.from());
        trust.ifPresent(factory -> settings.put("mail.smtp.ssl.socketFactory", factory));
        return settings;
    }

    @Override
    public String name() {
        return mailbox.toString();
    }

    @Override
    public void deliver(Notice notice, long missing) throws Undelivered {
        try (Transport transport = session.getTransport("smtp")) {
            MimeMessage message = message(notice, missing);
            transport.connect(
                    mailbox.host(),
                    mailbox.port(),
                    mailbox.login().map(Mailbox.Login::user).orElse(null),
                    mailbox.login().map(Mailbox.Login::password).orElse(null));
            transport.sendMessage(message, message.getAllRecipients());
        } catch (AuthenticationFailedException e) {
            // again and again would lock the account
            throw new Undelivered("the server refuses user and password" + said(e), /* again= */ false);
        } catch (SendFailedException e) {
            requireSomebodyHeard(e);
        } catch (MessagingException e) {
            throw new Undelivered("no mail was taken" + said(e), /* again= */ true);
        }
    }

    private MimeMessage message(Notice notice, long missing) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(Mailbox.address(mailbox.from()));
        message.setRecipients(
                Message.RecipientType.TO,
                mailbox.to().stream().map(Mailbox::address).toArray(InternetAddress[]::new));
        message.setSubject(notice.headline(), StandardCharsets.UTF_8.name());
        message.setText(notice.headline() + "\n\n" + notice.body(missing) + "\n", StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(notice.at()));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setHeader("X-Bailey-Event", notice.event().label());
        message.saveChanges();
        return message;
    }

    private void requireSomebodyHeard(SendFailedException failure) throws Undelivered {
        Address @Nullable [] heard = failure.getValidSentAddresses();
        if (heard == null || heard.length == 0) {
            throw new Undelivered(
                    "the server takes mail for none of these addresses" + said(failure), /* again= */ true);
        }
        LOG.warn("{}: not taken for {}{}", name(), Arrays.toString(failure.getInvalidAddresses()), said(failure));
    }

    private String said(MessagingException failure) {
        String first = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        String password = mailbox.login().map(Mailbox.Login::password).orElse("");
        String clean = password.isEmpty() ? first : first.replace(password, "***");
        return ": " + clean.substring(0, Math.min(clean.length(), SAID_MAX));
    }
}
