package dev.bailey.telling;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who is told, and how often. Immutable.
 *
 * @param every how often they are told how it stands while nothing happens
 */
public record Recipients(Duration every, List<Webhook> webhooks, Optional<Mailbox> mailbox) {

    public static final Duration EVERY = Duration.ofHours(1);

    /** More often, nobody would read them. */
    public static final Duration EVERY_MIN = Duration.ofMinutes(1);

    /** Each has a thread and a queue of its own. */
    public static final int WEBHOOKS_MAX = 20;

    public static final Recipients NOBODY = new Recipients(EVERY, List.of(), Optional.empty());

    public Recipients {
        webhooks = List.copyOf(webhooks);
        if (every.compareTo(EVERY_MIN) < 0) {
            throw new IllegalArgumentException(
                    "people are told at most once a minute how it stands, not every " + every);
        }
        if (webhooks.size() > WEBHOOKS_MAX) {
            throw new IllegalArgumentException("at most " + WEBHOOKS_MAX + " webhooks, not " + webhooks.size());
        }
    }

    public boolean isNobody() {
        return webhooks.isEmpty() && mailbox.isEmpty();
    }
}
