package dev.bailey.router;

import dev.bailey.core.Route;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Writes down a share of a router's requests with their answers while it is asked to. It looks where the shadow looks,
 * and as that one holds up nothing: what is larger than a bound, or too much at once, is counted and forgotten.
 * Thread-safe.
 */
public final class Recorder {

    private final String router;
    private volatile @Nullable Recording current;

    Recorder(String router) {
        this.router = router;
    }

    /**
     * Begins a recording.
     *
     * @param share of the requests, more than 0 and at most 1
     * @param limit after which nothing more is taken into it, whether or not anybody ends it
     * @throws IllegalStateException if there is one that nobody ended
     */
    public synchronized void start(double share, Duration limit, RecordSink sink) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("a share is more than 0 and at most 1: " + share);
        }
        if (current != null) {
            throw new IllegalStateException("a recording is under way");
        }
        current = Recording.begin(router, share, limit, sink);
    }

    /** Ends it; what is on its way to the sink still comes. Empty if there was none. */
    public synchronized Optional<RecordFigures> stop() {
        Recording over = current;
        current = null;
        return Optional.ofNullable(over).map(Recording::end);
    }

    /** How far it is; empty if there is none. */
    public Optional<RecordFigures> figures() {
        return Optional.ofNullable(current).map(Recording::figures);
    }

    /** Keeps what is needed of a request that is about to be sent, if it is in the sample, beside what else is kept. */
    ShadowCopy copy(Incoming incoming, Route route, ShadowCopy beside) {
        Recording recording = current;
        if (recording == null
                || recording.isOver()
                || ThreadLocalRandom.current().nextDouble() >= recording.share()) {
            return beside;
        }
        if (incoming.upgrade() || incoming.isGrpc()) {
            recording.dropped();
            return beside;
        }
        return new RecordedCopy(recording, incoming, route, beside);
    }
}
