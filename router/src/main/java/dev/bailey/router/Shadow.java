package dev.bailey.router;

import dev.bailey.core.Side;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sends a share of a router's requests to the other side as well, after the answer to the user, and tells what both
 * sides answered. The other side is the one that does not serve the request's slice. Users never wait for it: it has
 * connections, a deadline and bounds of its own, and what does not fit is dropped and counted by reason.
 *
 * <p>To compare answers: {@link #tells} names who is given the pairs, and {@link #ask} asks either side once more, at
 * once or later, to learn what differs between two answers of the same side, or whether the other side answers alike
 * once it has caught up. Thread-safe.
 */
public final class Shadow implements AutoCloseable {

    /** The header by which an application knows a shadow request: {@code X-Bailey-Shadow: 1}. */
    public static final String MARK = "X-Bailey-Shadow";

    private final ShadowSettings settings;
    private final ShadowMeter meter = new ShadowMeter();
    private final ShadowPairs pairs;
    private final List<ShadowLane> lanes = new CopyOnWriteArrayList<>();
    private volatile double share;

    Shadow(String router, ShadowSettings settings) {
        this.settings = settings;
        this.share = settings.share();
        this.pairs = new ShadowPairs(router, meter, settings.bytesMax());
    }

    /**
     * From now on so many requests are sent twice; those under way are not touched.
     *
     * @param newShare from 0, which is none, to 1
     */
    public void sends(double newShare) {
        share = ShadowSettings.requireShare(newShare);
    }

    public double share() {
        return share;
    }

    /** From now on this one is given the pairs, in place of the one before. */
    public void tells(ShadowSink sink) {
        pairs.tell(sink);
    }

    public ShadowFigures figures() {
        return meter.figures(share);
    }

    /**
     * Sends a request once more, as a shadow: on the connections, within the deadline and the bounds of the others.
     *
     * @param side of either side what is {@link ShadowedRequest#isRepeatable repeatable}; anything else only of the
     *     side that did not answer the user, and only while the slice's route is the same
     * @return never fails; completed on an event loop, which must not be held up: go on by another thread
     */
    public CompletableFuture<ShadowOutcome> ask(Side side, ShadowedRequest request) {
        CompletableFuture<ShadowOutcome> outcome = new CompletableFuture<>();
        if (lanes.isEmpty()) {
            outcome.complete(ShadowDrop.CLOSING);
            return outcome;
        }
        ShadowLane lane = lanes.get(ThreadLocalRandom.current().nextInt(lanes.size()));
        try {
            lane.run(() -> lane.ask(side, request, outcome::complete));
        } catch (RejectedExecutionException closed) {
            outcome.complete(ShadowDrop.CLOSING);
        }
        return outcome;
    }

    ShadowSettings settings() {
        return settings;
    }

    ShadowMeter meter() {
        return meter;
    }

    ShadowPairs pairs() {
        return pairs;
    }

    void joined(ShadowLane lane) {
        lanes.add(lane);
    }

    @Override
    public void close() {
        lanes.clear();
        pairs.close();
    }
}
