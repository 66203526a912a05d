package dev.bailey.telling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells people what happens. Telling never waits and never throws: each way to people has a thread, a queue and
 * patience of its own. Thread-safe.
 */
public final class Telling implements AutoCloseable {

    /** What happened last should be told, and nothing is held up for long. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final List<Courier> couriers;

    Telling(List<Channel> channels, Patience patience) {
        this.couriers =
                channels.stream().map(channel -> new Courier(channel, patience)).toList();
    }

    public static Telling to(Recipients recipients) {
        List<Channel> channels = new ArrayList<>();
        recipients.webhooks().forEach(webhook -> channels.add(new WebhookChannel(webhook, channels.size() + 1)));
        recipients.mailbox().ifPresent(mailbox -> channels.add(new MailChannel(mailbox)));
        return new Telling(channels, Patience.USUAL);
    }

    public void tell(Notice notice) {
        couriers.forEach(courier -> courier.tell(notice));
    }

    /** How each way does, in the order of the plan. */
    public List<TellingStatus> status() {
        return couriers.stream().map(Courier::status).toList();
    }

    /** Delivers what waits, as far as that goes within two seconds. */
    @Override
    public void close() {
        long end = System.nanoTime() + CLOSE_LIMIT.toNanos();
        couriers.forEach(Courier::close);
        couriers.forEach(courier -> courier.awaitEnd(Duration.ofNanos(end - System.nanoTime())));
    }
}
