package dev.bailey.router;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * Moves a body from one connection to another, no faster than the receiver takes it. It never ends the receiver: only
 * who knows that the body came whole may do that. Confined to the event loop.
 */
final class Pump {

    private final ReadStream<Buffer> from;
    private final BodySink to;
    private final Runnable progress;
    private boolean blocked;
    private boolean discarding;

    Pump(ReadStream<Buffer> from, BodySink to, Runnable progress) {
        this.from = from;
        this.to = to;
        this.progress = progress;
    }

    void start(Runnable whole) {
        from.handler(this::move);
        from.endHandler(end -> whole.run());
        from.resume();
    }

    /** Reads on to the end, the receiver being gone. */
    void discard() {
        discarding = true;
        blocked = false;
        from.resume();
    }

    /** Whether the receiver, not the sender, keeps the other waiting. */
    boolean isBlocked() {
        return blocked;
    }

    private void move(Buffer part) {
        progress.run();
        if (discarding) {
            return;
        }
        to.write(part);
        if (to.isFull()) {
            blocked = true;
            from.pause();
            to.whenDrained(() -> {
                progress.run();
                blocked = false;
                from.resume();
            });
        }
    }
}
