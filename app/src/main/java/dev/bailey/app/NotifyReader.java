package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.router.ListenAddress;
import dev.bailey.telling.Mailbox;
import dev.bailey.telling.Recipients;
import dev.bailey.telling.Webhook;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads who is told what happens. */
final class NotifyReader {

    private NotifyReader() {}

    /** @param notify checked, and found right */
    static Recipients recipients(JsonNode notify) {
        List<Webhook> webhooks = new ArrayList<>();
        notify.path("webhooks").forEach(webhook -> webhooks.add(webhook(webhook)));
        return new Recipients(
                PlanText.duration(notify.path("every").asText()).orElse(Recipients.EVERY),
                webhooks,
                notify.has("email") ? Optional.of(mailbox(notify.path("email"))) : Optional.empty());
    }

    /** @throws IllegalArgumentException with a sentence that shows no secret */
    static Webhook webhook(JsonNode webhook) {
        return new Webhook(
                uri(webhook.path("url").asText()),
                webhook.path("format").asText().equals("slack") ? Webhook.Format.SLACK : Webhook.Format.JSON);
    }

    /** @throws IllegalArgumentException with a sentence that shows no secret */
    static Mailbox mailbox(JsonNode email) {
        String smtp = email.path("smtp").asText();
        ListenAddress server = PlanText.endpoint(smtp)
                .orElseThrow(() -> new IllegalArgumentException("\"" + smtp + "\" is not like smtp.example:587"));
        List<String> to = new ArrayList<>();
        email.path("to").forEach(address -> to.add(address.asText()));
        return new Mailbox(
                server.host(),
                server.port(),
                tls(email),
                login(email),
                email.path("from").asText(),
                to);
    }

    private static Mailbox.Tls tls(JsonNode email) {
        return switch (email.path("tls").asText()) {
            case "none" -> Mailbox.Tls.NONE;
            case "direct" -> Mailbox.Tls.DIRECT;
            default -> Mailbox.Tls.STARTTLS;
        };
    }

    private static Optional<Mailbox.Login> login(JsonNode email) {
        return email.has("user")
                ? Optional.of(new Mailbox.Login(
                        email.path("user").asText(), email.path("password").asText()))
                : Optional.empty();
    }

    /** Its own failure would show what may be a secret. */
    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a webhook's address is like https://host/path", e);
        }
    }
}
