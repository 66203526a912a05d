package dev.bailey.router;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one lane to one side, the last used first, and the requests that wait for one. Its own, because
 * the client's general pool costs about 2 µs a request. Confined to its lane's event loop.
 */
final class UpstreamPool {

    private final Context loop;
    private final Connector connector;
    private final int connectionsMax;
    private final int waitingMax;
    private final long connectNanos;
    private final long idleNanosMax;
    private final TurnFlush flush;
    private final Reachability reachability;
    private final TlsComplaint complaint;
    /** Where there is one, each connection belongs to one client and is never used for another. */
    private final @Nullable ProxyProtocol proxyProtocol;

    private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
    private final Set<Taker> waiting = new LinkedHashSet<>();
    private int open;

    /** Who needs a connection. Told exactly once, unless it cancels. */
    interface Taker {
        /** Whom the upstream is told, where it wants to be. */
        ClientName client();

        void take(UpstreamConnection connection);

        void refused(Failure failure);
    }

    UpstreamPool(
            Context loop,
            Connector connector,
            TrafficLimits limits,
            Timeouts timeouts,
            TurnFlush flush,
            Optional<ProxyProtocol> proxyProtocol,
            Reachability reachability) {
        this.loop = loop;
        this.connector = connector;
        this.connectionsMax = limits.connectionsPerSide();
        this.waitingMax = limits.waitingMax();
        this.connectNanos = timeouts.connect().toNanos();
        this.idleNanosMax = timeouts.idleUpstream().toNanos();
        this.flush = flush;
        this.proxyProtocol = proxyProtocol.orElse(null);
        this.reachability = reachability;
        this.complaint = new TlsComplaint(connector.peer());
    }

    void request(Taker taker) {
        UpstreamConnection free = freshEnough(taker);
        if (free != null) {
            taker.take(free);
        } else if (reachability.isDown()) {
            taker.refused(Failure.UPSTREAM_DOWN);
        } else if (open < connectionsMax) {
            connect(taker);
        } else if (waiting.size() < waitingMax) {
            waiting.add(taker);
            makeRoom();
        } else {
            taker.refused(Failure.UPSTREAM_BUSY);
        }
    }

    /** For a second try: where one connection was stale, the others are as well. */
    void requestNew(Taker taker) {
        closeIdle();
        request(taker);
    }

    void cancel(Taker taker) {
        waiting.remove(taker);
    }

    void giveBack(UpstreamConnection connection) {
        if (connection.isClosed()) {
            return;
        }
        if (!connection.hasRoom()) {
            connection.close();
            return;
        }
        connection.idle(System.nanoTime());
        if (waiting.isEmpty()) {
            idle.push(connection);
        } else {
            // Not before everything that has come on it was read: more than one answer must not meet the next request.
            loop.runOnContext(read -> passOn(connection));
        }
    }

    private void passOn(UpstreamConnection connection) {
        if (connection.isClosed()) {
            return;
        }
        if (proxyProtocol != null
                && !waiting.isEmpty()
                && !connection.belongsTo(waiting.iterator().next().client())) {
            connection.close();
            return;
        }
        Taker next = nextWaiting();
        if (next != null) {
            next.take(connection);
        } else {
            idle.push(connection);
        }
    }

    /** Who waits has found no idle connection of the same client; those of others only stand in the way. */
    private void makeRoom() {
        if (!idle.isEmpty()) {
            idle.removeLast().close();
        }
    }

    /** It belongs to somebody for good, and no longer keeps others from a connection. */
    void letGo(UpstreamConnection connection) {
        if (connection.isClosed()) {
            return;
        }
        connection.letGo();
        open--;
        serveNext();
    }

    void closeStale(long nanos) {
        // The oldest lie last.
        while (!idle.isEmpty() && idle.getLast().isIdleLongerThan(idleNanosMax, nanos)) {
            idle.removeLast().close();
        }
    }

    void closeIdle() {
        while (!idle.isEmpty()) {
            idle.pop().close();
        }
    }

    LaneFigures.Pool figures() {
        return new LaneFigures.Pool(open, idle.size(), waiting.size());
    }

    /** Whether more requests would only wait here. */
    boolean isCrowded() {
        return waiting.size() >= connectionsMax;
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

    private @Nullable UpstreamConnection freshEnough(Taker taker) {
        closeStale(System.nanoTime());
        return proxyProtocol == null ? idle.poll() : idleOf(taker.client());
    }

    private @Nullable UpstreamConnection idleOf(ClientName client) {
        Iterator<UpstreamConnection> all = idle.iterator();
        while (all.hasNext()) {
            UpstreamConnection next = all.next();
            if (next.belongsTo(client)) {
                all.remove();
                return next;
            }
        }
        return null;
    }

    private void connect(Taker taker) {
        open++;
        long began = System.nanoTime();
        connector.connect().onComplete(result -> connected(taker, result, began));
    }

    private void connected(Taker taker, AsyncResult<UpstreamChannel> result, long began) {
        if (result.failed()) {
            open--;
            boolean late = System.nanoTime() - began >= connectNanos;
            boolean none = open == 0;
            if (none) {
                reachability.down(System.nanoTime());
            }
            taker.refused(failure(result.cause(), late));
            if (none) {
                refuseWaiting();
            } else {
                serveNext();
            }
            return;
        }
        UpstreamConnection connection = new UpstreamConnection(result.result());
        flush.join(connection.pipeline());
        connection.whenClosed(() -> left(connection));
        reachability.up();
        if (proxyProtocol != null) {
            ClientName named = taker.client();
            connection.belongTo(named);
            proxyProtocol.name(named, connection.pipeline());
        }
        taker.take(connection);
    }

    /** Nobody waits for what cannot come. */
    private void refuseWaiting() {
        for (Taker next = nextWaiting(); next != null; next = nextWaiting()) {
            next.refused(Failure.UPSTREAM_DOWN);
        }
    }

    private Failure failure(Throwable cause, boolean late) {
        if (cause instanceof SSLException untrusted) {
            complaint.tell(untrusted);
            return Failure.UPSTREAM_UNTRUSTED;
        }
        return late ? Failure.UPSTREAM_TIMEOUT : Failure.UPSTREAM_REFUSED;
    }

    private void left(UpstreamConnection connection) {
        if (connection.isLetGo()) {
            return;
        }
        open--;
        idle.remove(connection);
        serveNext();
    }

    private void serveNext() {
        if (open < connectionsMax) {
            Taker next = nextWaiting();
            if (next != null) {
                connect(next);
            }
        }
    }

    private @Nullable Taker nextWaiting() {
        Iterator<Taker> all = waiting.iterator();
        if (!all.hasNext()) {
            return null;
        }
        Taker next = all.next();
        all.remove();
        return next;
    }
}
