package dev.bailey.router;

import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.MultiMap;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import io.vertx.core.net.NetSocket;

/** An answer by HTTP/1.1. While nobody wants it the socket is not read. Confined to its event loop. */
final class Http1Answer extends FlowingAnswer {

    private final Http1Exchange exchange;
    private final HttpResponse head;

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
    public NetSocket switched() {
        return exchange.switched();
    }

    @Override
    public UpstreamAnswer pause() {
        exchange.read(false);
        return super.pause();
    }

    @Override
    public UpstreamAnswer fetch(long amount) {
        exchange.read(true);
        return super.fetch(amount);
    }

    /** Everything has come. */
    void complete(MultiMap behind) {
        ends(behind);
        passOn();
    }

    @Override
    boolean isOver() {
        return exchange.isOver();
    }

    @Override
    void answered() {
        exchange.answered();
    }
}
