package dev.bailey.router;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose body flows as long as somebody wants it; what has come beyond that waits. Confined to the event loop
 * of its connection.
 */
abstract class FlowingAnswer implements UpstreamAnswer {

    private final Deque<Buffer> waiting = new ArrayDeque<>(0);
    private long wanted = Long.MAX_VALUE;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable MultiMap trailers;
    private boolean ended;

    /** Whether nobody wants to hear of it any more. */
    abstract boolean isOver();

    /** Everything has been handed on. */
    abstract void answered();

    /** So many bytes are being handed on. */
    void taken(int bytes) {}

    /** Something waits. */
    void waits() {}

    @Override
    public MultiMap trailers() {
        return trailers == null ? MultiMap.caseInsensitiveMultiMap() : trailers;
    }

    @Override
    public UpstreamAnswer exceptionHandler(@Nullable Handler<Throwable> broken) {
        // Who makes the request is told of its loss.
        return this;
    }

    @Override
    public UpstreamAnswer handler(@Nullable Handler<Buffer> parts) {
        handler = parts;
        return this;
    }

    @Override
    public UpstreamAnswer endHandler(@Nullable Handler<Void> end) {
        endHandler = end;
        return this;
    }

    @Override
    public UpstreamAnswer pause() {
        wanted = 0;
        return this;
    }

    @Override
    public UpstreamAnswer resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public UpstreamAnswer fetch(long amount) {
        wanted = amount > Long.MAX_VALUE - wanted ? Long.MAX_VALUE : wanted + amount;
        passOn();
        return this;
    }

    void flow(Buffer part) {
        if (waiting.isEmpty() && wanted > 0) {
            pass(part);
        } else {
            waits();
            waiting.add(part);
        }
    }

    /** Nothing more comes behind this. */
    void ends(MultiMap behind) {
        trailers = behind;
    }

    boolean isComplete() {
        return trailers != null;
    }

    void passOn() {
        while (wanted > 0 && !waiting.isEmpty()) {
            pass(waiting.remove());
        }
        if (wanted > 0 && isComplete() && waiting.isEmpty() && !ended && !isOver()) {
            ended = true;
            answered();
            if (endHandler != null) {
                endHandler.handle(null);
            }
        }
    }

    private void pass(Buffer part) {
        if (wanted != Long.MAX_VALUE) {
            wanted--;
        }
        taken(part.length());
        if (handler != null && !isOver()) {
            handler.handle(part);
        }
    }
}
