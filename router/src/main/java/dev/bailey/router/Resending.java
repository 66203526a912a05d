package dev.bailey.router;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An upload that can begin anew, as long as no more of it has come than is kept: an upstream by HTTP/2 may decline a
 * request that it was already being sent. Confined to its lane's event loop.
 */
final class Resending implements BodySink {

    private List<Buffer> kept = new ArrayList<>();
    private long keptBytes;
    private boolean keepsAll = true;
    private @Nullable UpstreamRequest to;
    private @Nullable Runnable whenDrained;
    private boolean ended;

    Resending(UpstreamRequest first) {
        to = first;
    }

    /** Whether nothing that has come was thrown away. */
    boolean canBeginAnew() {
        return keepsAll;
    }

    /** The request is lost; what comes meanwhile is for the next one. */
    void lost() {
        to = null;
    }

    void beginAnew(UpstreamRequest next) {
        to = next;
        List.copyOf(kept).forEach(next::write);
        if (ended) {
            next.end();
        } else if (next.isFull()) {
            next.whenDrained(this::drained);
        } else {
            drained();
        }
    }

    @Override
    public void write(Buffer part) {
        keep(part);
        if (to != null) {
            to.write(part);
        }
    }

    private void keep(Buffer part) {
        if (!keepsAll) {
            return;
        }
        keptBytes += part.length();
        if (keptBytes > RequestHead.SMALL_BYTES_MAX && to != null) {
            keepsAll = false;
            kept = List.of();
        } else {
            kept.add(part);
        }
    }

    /** All of it has come. */
    void end() {
        ended = true;
        if (to != null) {
            to.end();
        }
    }

    @Override
    public boolean isFull() {
        return to == null || to.isFull();
    }

    @Override
    public void whenDrained(Runnable drained) {
        whenDrained = drained;
        if (to != null) {
            to.whenDrained(this::drained);
        }
    }

    private void drained() {
        Runnable waiting = whenDrained;
        whenDrained = null;
        if (waiting != null) {
            waiting.run();
        }
    }
}
