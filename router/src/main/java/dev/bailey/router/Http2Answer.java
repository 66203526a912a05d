package dev.bailey.router;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.NetSocket;

/**
 * An answer by HTTP/2. What its client does not take waits here, and the upstream may not send more than the window of
 * the stream. Confined to its event loop.
 */
final class Http2Answer extends FlowingAnswer {

    private static final long UNKNOWN = -1;

    private final Http2Exchange exchange;
    private final int status;
    private final MultiMap headers;
    private final boolean hasBody;
    private final boolean empty;
    /** Of what the head has promised. */
    private long missingBytes;

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
    public NetSocket switched() {
        throw new IllegalStateException("no protocol is switched on a stream of HTTP/2");
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
        flow(part);
        return true;
    }

    /** Whether everything has come that was promised. */
    boolean complete(MultiMap behind) {
        if (missingBytes > 0) {
            return false;
        }
        ends(behind);
        return true;
    }

    @Override
    boolean isOver() {
        return exchange.isOver();
    }

    @Override
    void answered() {
        exchange.answered();
    }

    @Override
    void taken(int bytes) {
        exchange.taken(bytes);
    }

    @Override
    void waits() {
        exchange.waits();
    }
}
