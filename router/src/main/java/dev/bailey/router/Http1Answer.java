package dev.bailey.router;

import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * An answer by HTTP/1.1, whose body flows as long as somebody wants it: else the socket is not read. Confined to its
 * event loop.
 */
final class Http1Answer implements UpstreamAnswer {

    private final Http1Exchange exchange;
    private final HttpResponse head;
    /** What was read in the same packet as the part at which it was paused. */
    private final Deque<Buffer> waiting = new ArrayDeque<>(0);

    private long wanted = Long.MAX_VALUE;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable MultiMap trailers;
    private boolean ended;

    Http1Answer(Http1Exchange exchange, HttpResponse head) {
        this.exchange = exchange;
        this.head = head;
    }

    @Override
    public int status() {
        return head.status().code();
    }

    @Override
    public String reason() {
        return head.status().reasonPhrase();
    }

    @Override
    public MultiMap headers() {
        return (Http1xHeaders) head.headers();
    }

    @Override
    public boolean isEmpty() {
        return false;
    }

    @Override
    public MultiMap trailers() {
        return trailers == null ? MultiMap.caseInsensitiveMultiMap() : trailers;
    }

    @Override
    public NetSocket switched() {
        return exchange.switched();
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
        exchange.read(false);
        return this;
    }

    @Override
    public UpstreamAnswer resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public UpstreamAnswer fetch(long amount) {
        wanted = amount > Long.MAX_VALUE - wanted ? Long.MAX_VALUE : wanted + amount;
        exchange.read(true);
        passOn();
        return this;
    }

    void receive(Buffer part) {
        if (waiting.isEmpty() && wanted > 0) {
            pass(part);
        } else {
            waiting.add(part);
        }
    }

    /** Everything has come. */
    void complete(MultiMap behind) {
        trailers = behind;
        passOn();
    }

    boolean isComplete() {
        return trailers != null;
    }

    private void passOn() {
        while (wanted > 0 && !waiting.isEmpty()) {
            pass(waiting.remove());
        }
        if (wanted > 0 && isComplete() && waiting.isEmpty() && !ended) {
            ended = true;
            exchange.answered();
            if (endHandler != null) {
                endHandler.handle(null);
            }
        }
    }

    private void pass(Buffer part) {
        if (wanted != Long.MAX_VALUE) {
            wanted--;
        }
        if (handler != null) {
            handler.handle(part);
        }
    }
}
