package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.runbook.Journal;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the journal knows when users fared worse than usual, from within and from outside of the routers.
 * Thread-safe.
 */
final class OutageWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OutageWatch.class);

    private static final long EVERY_SECONDS = 1;

    private final TroubleBook book;
    private final List<Prober> probers = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "bailey-outages");
        made.setDaemon(true);
        return made;
    });
    private final Future<?> repeated;

    /** Begins to watch. */
    OutageWatch(Plan plan, Journal journal, Routers routers, InstantSource clock) {
        this.book = new TroubleBook(journal, routers::takeTroubles);
        if (!plan.services().isEmpty()) {
            journal.append(
                    Downtime.KIND,
                    plan.migration(),
                    "requests are counted from here on",
                    Map.of(
                            Downtime.SERVICES,
                            String.join(",", plan.services().keySet()),
                            Downtime.HOLD_MAX,
                            Long.toString(plan.cutover().holdMax().toMillis())));
        }
        plan.procedure()
                .probes()
                .forEach((name, probe) -> probers.add(new Prober(
                        name,
                        probe,
                        note -> journal.append(ProbeNote.KIND, name, note.text(), note.details()),
                        clock)));
        this.repeated =
                thread.scheduleWithFixedDelay(() -> note(false), EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** Writes down all that is known until now. */
    void noteAll() {
        note(true);
        for (Prober prober : probers) {
            try {
                prober.note();
            } catch (Problem unwritten) {
                LOG.warn("{}", unwritten.getMessage());
            }
        }
    }

    private void note(boolean all) {
        try {
            book.note(all);
        } catch (Problem unwritten) {
            LOG.warn("{}", unwritten.getMessage());
        } catch (RuntimeException bug) {
            LOG.error("a bug while noting what befell requests", bug);
        }
    }

    /** Nobody asks any more: what comes is the doing of whoever closes. */
    void stopProbing() {
        for (Prober prober : probers) {
            try {
                prober.close();
            } catch (Problem unwritten) {
                LOG.warn("{}", unwritten.getMessage());
            }
        }
        probers.clear();
    }

    /** To be called once the routers are closed, and before the journal is. */
    @Override
    public void close() {
        stopProbing();
        repeated.cancel(/* mayInterruptIfRunning= */ false);
        thread.shutdownNow();
        note(true);
    }
}
