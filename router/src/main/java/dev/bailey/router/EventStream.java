package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An answer of server-sent events, which goes on until one end leaves. Its client comes again by itself with the last
 * event it has seen, and takes half an event for none, so it may be ended anywhere. Confined to its lane's event loop.
 */
final class EventStream implements LongLived {

    private static final String TYPE = "text/event-stream";

    private final Exchange exchange;

    EventStream(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Only these: other answers without a length may be downloads, and cut short they would look whole. */
    static boolean isOne(UpstreamAnswer answer) {
        String type = answer.headers().get(HttpHeaders.CONTENT_TYPE);
        return answer.status() == 200
                && type != null
                && type.toLowerCase(Locale.ROOT).startsWith(TYPE)
                && !answer.headers().contains(HttpHeaders.CONTENT_LENGTH);
    }

    @Override
    public Side side() {
        return exchange.side();
    }

    @Override
    public int slice() {
        return exchange.slice();
    }

    @Override
    public @Nullable String tenant() {
        return exchange.tenant();
    }

    @Override
    public boolean isServedBy(Route route) {
        return route.reads() == side();
    }

    @Override
    public void askToReconnect() {
        exchange.endStream();
    }

    @Override
    public void cut() {
        exchange.endStream();
    }

    @Override
    public void expireIfQuiet(long nanos, long nanosMax) {
        if (exchange.isQuiet(nanos, nanosMax)) {
            exchange.endStream();
        }
    }
}
