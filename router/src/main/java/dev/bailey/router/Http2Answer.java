package dev.bailey.router;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * An answer by HTTP/2. What its client does not take waits here, and the upstream may not send more than the window of
 * the stream. Confined to its event loop.
 */
final class Http2Answer implements UpstreamAnswer {

    private static final long UNKNOWN = -1;

    private final Http2Exchange exchange;
    private final int status;
    private final MultiMap headers;
    private final boolean hasBody;
    private final boolean empty;
    private final Deque<Buffer> waiting = new ArrayDeque<>(0);
    /** Of what the head has promised. */
    private long missingBytes;

    private long wanted = Long.MAX_VALUE;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable MultiMap trailers;
    private boolean ended;

    /**
     * @param hasBody whether one belongs to the head, which may tell a length even where none does
     * @param empty whether the head is all there is
     */
    Http2Answer(Http2Exchange exchange, int status, MultiMap headers, boolean hasBody, boolean empty) {
        this.exchange = exchange;
        this.status = status;
        this.headers = headers;
        this.hasBody = hasBody;
        this.empty = empty;
        String length = hasBody ? headers.get(HttpHeaders.CONTENT_LENGTH) : null;
        this.missingBytes = length == null ? UNKNOWN : Long.parseLong(length);
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String reason() {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    @Override
    public MultiMap headers() {
        return headers;
    }

    @Override
    public boolean isEmpty() {
        return empty;
    }

    @Override
    public MultiMap trailers() {
        return trailers == null ? MultiMap.caseInsensitiveMultiMap() : trailers;
    }

    @Override
    public NetSocket switched() {
        throw new IllegalStateException("no protocol is switched on a stream of HTTP/2");
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

    /** Whether it may have a body at all; the codec sees to it that it is not too long. */
    boolean receive(Buffer part) {
        if (part.length() == 0) {
            return true;
        }
        if (!hasBody) {
            return false;
        }
        if (missingBytes != UNKNOWN) {
            missingBytes -= part.length();
        }
        if (waiting.isEmpty() && wanted > 0) {
            pass(part);
        } else {
            exchange.waits();
            waiting.add(part);
        }
        return true;
    }

    /** Whether everything has come that was promised. */
    boolean complete(MultiMap behind) {
        if (missingBytes > 0) {
            return false;
        }
        trailers = behind;
        return true;
    }

    boolean isComplete() {
        return trailers != null;
    }

    void passOn() {
        while (wanted > 0 && !waiting.isEmpty()) {
            pass(waiting.remove());
        }
        if (wanted > 0 && isComplete() && waiting.isEmpty() && !ended && !exchange.isOver()) {
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
        exchange.taken(part.length());
        if (handler != null && !exchange.isOver()) {
            handler.handle(part);
        }
    }
}
