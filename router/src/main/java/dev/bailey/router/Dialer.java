package dev.bailey.router;

import io.vertx.core.AsyncResult;
import java.net.ProtocolException;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;

/** Opens the connections of one pool, and knows whether its side takes any. Confined to its lane's event loop. */
final class Dialer {

    private final Connector connector;
    private final long connectNanos;
    private final TurnFlush flush;
    private final Reachability reachability;
    private final ConnectComplaint complaint;

    Dialer(Connector connector, Timeouts timeouts, TurnFlush flush, Reachability reachability) {
        this.connector = connector;
        this.connectNanos = timeouts.connect().toNanos();
        this.flush = flush;
        this.reachability = reachability;
        this.complaint = new ConnectComplaint(connector.peer());
    }

    /** Who wants a connection. Told once. */
    interface Waiter {
        void connected(UpstreamConnection connection);

        void failed(Failure failure);
    }

    boolean isDown() {
        return reachability.isDown();
    }

    /** @param alone whether no other connection to the side is open, asked when this one failed */
    void dial(BooleanSupplier alone, Waiter waiter) {
        long began = System.nanoTime();
        connector.connect().onComplete(result -> dialled(result, began, alone, waiter));
    }

    private void dialled(AsyncResult<UpstreamChannel> result, long began, BooleanSupplier alone, Waiter waiter) {
        if (result.succeeded()) {
            UpstreamConnection connection = new UpstreamConnection(result.result());
            flush.join(connection.pipeline());
            reachability.up();
            waiter.connected(connection);
            return;
        }
        boolean late = System.nanoTime() - began >= connectNanos;
        if (alone.getAsBoolean()) {
            reachability.down(System.nanoTime());
        }
        waiter.failed(failure(result.cause(), late));
    }

    private Failure failure(Throwable cause, boolean late) {
        if (cause instanceof SSLException untrusted) {
            complaint.tell(untrusted);
            return Failure.UPSTREAM_UNTRUSTED;
        }
        if (cause instanceof ProtocolException other) {
            complaint.tell(other);
        }
        return late ? Failure.UPSTREAM_TIMEOUT : Failure.UPSTREAM_REFUSED;
    }

    /** Looks now and then whether a side that was down is up again. */
    void probeIfDown(long nanos) {
        if (reachability.beginProbe(nanos)) {
            connector.connect().onComplete(result -> {
                if (result.succeeded()) {
                    reachability.up();
                    result.result().close();
                } else {
                    reachability.down(System.nanoTime());
                }
            });
        }
    }
}
