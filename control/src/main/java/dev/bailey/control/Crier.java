package dev.bailey.control;

import dev.bailey.runbook.Journal;
import dev.bailey.telling.Notice;
import dev.bailey.telling.Recipients;
import dev.bailey.telling.Telling;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells people what the journal says and what else needs them, and at an interval how it stands. Nothing of the run
 * waits for it. Thread-safe.
 */
final class Crier implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Recipients recipients;
    private final Telling telling;
    private final Settling settling;
    private final Attention attention;
    private final Supplier<Status> status;
    private final InstantSource clock;
    private final List<Consumer<Notice>> listeners = new CopyOnWriteArrayList<>();
    private Instant updateAt;
    private volatile Optional<Repeated> looking = Optional.empty();

    Crier(String migration, Recipients recipients, Attention attention, Supplier<Status> status, InstantSource clock) {
        this.recipients = recipients;
        this.telling = Telling.to(recipients);
        this.settling = new Settling(migration);
        this.attention = attention;
        this.status = status;
        this.clock = clock;
        this.updateAt = clock.instant().plus(recipients.every());
    }

    /** Listens from here on, and looks while there is somebody to tell. */
    void start(String migration, Journal journal) {
        journal.tell(entry -> JournalNotices.of(migration, entry).ifPresent(this::tell));
        if (!recipients.isNobody()) {
            beginToLook();
        }
    }

    /** Tells this one too, from now on. It must not block. */
    void hear(Consumer<Notice> listener) {
        listeners.add(listener);
        beginToLook();
    }

    private synchronized void beginToLook() {
        if (looking.isEmpty()) {
            looking = Optional.of(Repeated.every(LOOK_EVERY, "crier", this::look));
        }
    }

    private void tell(Notice notice) {
        telling.tell(notice);
        listeners.forEach(listener -> listener.accept(notice));
    }

    private void look() {
        Instant now = clock.instant();
        settling.look(attention.matters(), now).forEach(this::tell);
        if (!now.isBefore(updateAt)) {
            updateAt = now.plus(recipients.every());
            telling.tell(UpdateText.of(status.get()));
        }
    }

    /** How each way to people does. */
    List<Status.TellingLine> lines() {
        return telling.status().stream()
                .map(way -> new Status.TellingLine(
                        way.name(),
                        way.told(),
                        way.failed(),
                        way.dropped(),
                        way.waiting(),
                        way.trouble().orElse(null)))
                .toList();
    }

    /** Looks at nothing any more. */
    void rest() {
        looking.ifPresent(Repeated::close);
    }

    /** Delivers what waits, as far as that goes within two seconds. */
    @Override
    public void close() {
        rest();
        telling.close();
    }
}
