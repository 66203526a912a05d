package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends reads of some slices to the target while their writes go to the source. A read goes there if its tenant accepts
 * the age of what the target has, and if the target has what its tenant wrote. It is a permission that has to be given
 * again and again: nobody has to reach a router for it to stop. One for all routers of a process, because a tenant may
 * write through one of them and read through another. Thread-safe.
 */
public final class ReadCanary {

    private static final String EVENTS = "text/event-stream";

    private final Slices slices;
    private final LongSupplier nanoTime;
    private final RecentWrites writes = new RecentWrites();
    private final List<SliceCanary> canaries = new ArrayList<>();
    private Round begun = Round.NONE;
    private volatile Round covered = Round.NONE;

    /** What was committed before it began is on the target, as soon as somebody says so. */
    private record Round(long number, long atNanos) {
        static final Round NONE = new Round(0, 0);
    }

    ReadCanary(Slices slices, LongSupplier nanoTime) {
        this.slices = slices;
        this.nanoTime = nanoTime;
        slices.all().forEach(slice -> canaries.add(new SliceCanary()));
    }

    /** Empty where no slice accepts reads from the target: then nothing is noted of any request. */
    public static Optional<ReadCanary> of(Slices slices) {
        return slices.all().stream().anyMatch(slice -> slice.canaryLag().isPresent())
                ? Optional.of(new ReadCanary(slices, System::nanoTime))
                : Optional.empty();
    }

    /**
     * Lets reads of this slice go to the target from now on, whenever all that may be asked of them is known.
     *
     * @param epoch of the only route with which they do
     * @param lagMax how old what they are answered may be
     */
    public void begin(String slice, long epoch, Duration lagMax) {
        of(slice).begin(epoch, lagMax.toNanos());
    }

    /** Reads of this slice go to the source, from the next one on. */
    public void end(String slice) {
        of(slice).end();
    }

    /** Whether the target failed so often that reads of this slice go to the source until {@link #begin}. */
    public boolean isBroken(String slice) {
        return of(slice).isBroken();
    }

    public CanaryFigures figures(String slice) {
        return of(slice).figures();
    }

    /**
     * To be called before it is asked what the source has committed by now.
     *
     * @return a number for {@link #covered}
     */
    public synchronized long beginRound() {
        begun = new Round(writes.beginRound(), nanoTime.getAsLong());
        return begun.number();
    }

    /** Says that all that the source had committed when this round had begun is on the target; only of the last one. */
    public synchronized void covered(long round) {
        if (round == begun.number()) {
            covered = begun;
        }
    }

    RecentWrites writes() {
        return writes;
    }

    /** The canary that this read is one of; null where it goes where its route says. */
    @Nullable SliceCanary of(Incoming incoming, Route route) {
        SliceCanary canary = canaries.get(incoming.slice());
        if (!canary.goesWith(route) || !isFit(incoming)) {
            return null;
        }
        Round known = covered;
        if (known.number() == 0 || !canary.accepts(nanoTime.getAsLong() - known.atNanos())) {
            canary.wasBehind();
            return null;
        }
        if (!writes.areCovered(incoming.tenant(), known.number())) {
            canary.hasJustWritten();
            return null;
        }
        return canary;
    }

    /** Whether it can be asked again of the source, and is over soon. */
    private static boolean isFit(Incoming incoming) {
        if (!incoming.isRepeatable() || incoming.isGrpc()) {
            return false;
        }
        String accepts = incoming.request().headers().get(HttpHeaders.ACCEPT);
        return (accepts == null || !accepts.contains(EVENTS))
                && !incoming.request().headers().contains(Shadow.MARK);
    }

    private SliceCanary of(String slice) {
        List<Slice> all = slices.all();
        for (int place = 0; place < all.size(); place++) {
            if (all.get(place).name().equals(slice)) {
                return canaries.get(place);
            }
        }
        throw new IllegalArgumentException("there is no slice " + slice);
    }
}
