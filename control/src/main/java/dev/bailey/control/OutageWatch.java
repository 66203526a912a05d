package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.runbook.Journal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the journal knows when users fared worse than usual, from within and from outside of the routers.
 * Thread-safe.
 */
final class OutageWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OutageWatch.class);

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final TroubleBook book;
    private final List<Prober> probers = new CopyOnWriteArrayList<>();
    private final Repeated repeated;

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
        this.repeated = Repeated.every(EVERY, "outages", () -> book.note(/* all= */ false));
    }

    /** Writes down all that is known until now. */
    void noteAll() {
        asFarAsItGoes(() -> book.note(/* all= */ true));
        probers.forEach(prober -> asFarAsItGoes(prober::note));
    }

    /** A journal that cannot be written ends nothing else. */
    private static void asFarAsItGoes(Runnable writing) {
        try {
            writing.run();
        } catch (Problem unwritten) {
            LOG.warn("{}", unwritten.getMessage());
        }
    }

    /** Nobody asks any more: what comes is the doing of whoever closes. */
    void stopProbing() {
        probers.forEach(prober -> asFarAsItGoes(prober::close));
        probers.clear();
    }

    /** To be called once the routers are closed, and before the journal is. */
    @Override
    public void close() {
        stopProbing();
        repeated.close();
        asFarAsItGoes(() -> book.note(/* all= */ true));
    }
}
