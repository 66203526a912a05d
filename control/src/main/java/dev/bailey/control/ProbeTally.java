package dev.bailey.control;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes of single probes what is worth writing down: windows of failures, and now and then for how long nothing else
 * was to be told. Thread-safe.
 */
final class ProbeTally {

    private static final Duration COUNTS_EVERY = Duration.ofMinutes(1);
    private static final Duration FAILING_EVERY = Duration.ofSeconds(30);

    private final String name;
    private final Probe probe;
    private final Consumer<ProbeNote> notes;
    private @Nullable Instant from;
    private Instant last = Instant.EPOCH;
    private long sent;
    private long failed;
    private @Nullable Failing failing;

    /** A window that is open. */
    private static final class Failing {
        final Instant from;
        final String because;
        Instant to;
        Instant noted;
        long probes;

        Failing(Instant from, String because) {
            this.from = from;
            this.because = because;
            this.to = from;
            this.noted = Instant.MIN;
        }
    }

    /** @param notes told of each; may fail, and is then told again with the next */
    ProbeTally(String name, Probe probe, Consumer<ProbeNote> notes) {
        this.name = name;
        this.probe = probe;
        this.notes = notes;
    }

    /** @param because what was wrong; empty where the answer was as expected */
    synchronized void probed(Instant began, Instant ended, Optional<String> because) {
        if (from != null && Duration.between(last, began).compareTo(probe.gapMax()) > 0) {
            // nobody looked in between, so nobody knows when what was failing then came to its end
            note();
            from = null;
            failing = null;
        }
        from = from == null ? began : from;
        last = ended.isAfter(began) ? ended : began;
        sent++;
        if (because.isPresent()) {
            failed++;
            failed(began, because.get());
        } else if (failing != null) {
            notes.accept(window(failing, ProbeNote.Kind.FAILED, last));
            failing = null;
        }
        if (Duration.between(from, last).compareTo(COUNTS_EVERY) >= 0) {
            note();
        }
    }

    private void failed(Instant began, String because) {
        Failing window = failing == null ? new Failing(began, because) : failing;
        failing = window;
        window.probes++;
        window.to = last;
        if (window.noted.isBefore(last.minus(FAILING_EVERY))) {
            window.noted = last;
            notes.accept(window(window, ProbeNote.Kind.FAILING, last));
        }
    }

    private ProbeNote window(Failing window, ProbeNote.Kind kind, Instant to) {
        return new ProbeNote(name, kind, window.from, to, window.probes, window.probes, window.because, probe.gapMax());
    }

    /** Writes down what is not written yet. */
    synchronized void note() {
        if (from == null || sent == 0) {
            return;
        }
        if (failing != null && failing.noted.isBefore(failing.to)) {
            failing.noted = failing.to;
            notes.accept(window(failing, ProbeNote.Kind.FAILING, failing.to));
        }
        notes.accept(new ProbeNote(name, ProbeNote.Kind.WATCHED, from, last, sent, failed, "", probe.gapMax()));
        from = last;
        sent = 0;
        failed = 0;
    }
}
