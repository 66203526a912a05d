package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.runbook.Journal;
import dev.bailey.telling.Recipients;
import dev.bailey.telling.Telling;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what the journal says and what else needs them, and at an interval how it stands. Nothing of the run
 * waits for it. Thread-safe.
 */
final class Crier implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Crier.class);

    private static final int LOOK_SECONDS = 1;

    private final Recipients recipients;
    private final Telling telling;
    private final Settling settling;
    private final Attention attention;
    private final Supplier<Status> status;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "bailey-crier");
        made.setDaemon(true);
        return made;
    });
    private Instant updateAt;

    /** Kept so that nobody takes it for forgotten; it ends with its thread. */
    private volatile Optional<Future<?>> looking = Optional.empty();

    Crier(String migration, Recipients recipients, Attention attention, Supplier<Status> status, InstantSource clock) {
        this.recipients = recipients;
        this.telling = Telling.to(recipients);
        this.settling = new Settling(migration);
        this.attention = attention;
        this.status = status;
        this.clock = clock;
        this.updateAt = clock.instant().plus(recipients.every());
    }

    /** Listens and looks from here on; with nobody to tell, it does nothing. */
    void start(String migration, Journal journal) {
        if (!recipients.isNobody()) {
            journal.tell(entry -> JournalNotices.of(migration, entry).ifPresent(telling::tell));
            looking = Optional.of(
                    thread.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS));
        }
    }

    private void look() {
        try {
            Instant now = clock.instant();
            settling.look(attention.matters(), now).forEach(telling::tell);
            if (!now.isBefore(updateAt)) {
                updateAt = now.plus(recipients.every());
                telling.tell(UpdateText.of(status.get()));
            }
        } catch (Problem problem) {
            LOG.warn("people are told of nothing new right now: {}", problem.getMessage());
        } catch (RuntimeException bug) {
            LOG.error("a bug in what people are told", bug);
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
        looking.ifPresent(repeated -> repeated.cancel(/* mayInterruptIfRunning= */ true));
        thread.shutdownNow();
    }

    /** Delivers what waits, as far as that goes within two seconds. */
    @Override
    public void close() {
        rest();
        telling.close();
    }
}
