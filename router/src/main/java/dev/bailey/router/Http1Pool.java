package dev.bailey.router;

import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Connections of which each carries one request at a time, the last used first. Confined to its lane's event loop. */
final class Http1Pool implements UpstreamPool {

    private final Context loop;
    private final Dialer dialer;
    private final int connectionsMax;
    private final int waitingMax;
    private final long idleNanosMax;
    /** Where there is one, each connection belongs to one client and is never used for another. */
    private final @Nullable ProxyProtocol proxyProtocol;

    private final Deque<UpstreamConnection> idle = new ArrayDeque<>();
    private final Set<Taker> waiting = new LinkedHashSet<>();
    private int open;

    Http1Pool(
            Context loop,
            Dialer dialer,
            TrafficLimits limits,
            Timeouts timeouts,
            Optional<ProxyProtocol> proxyProtocol) {
        this.loop = loop;
        this.dialer = dialer;
        this.connectionsMax = limits.connectionsPerSide();
        this.waitingMax = limits.waitingMax();
        this.idleNanosMax = timeouts.idleUpstream().toNanos();
        this.proxyProtocol = proxyProtocol.orElse(null);
    }

    @Override
    public void request(Taker taker) {
        UpstreamConnection free = freshEnough(taker);
        if (free != null) {
            taker.take(free);
        } else if (dialer.isDown()) {
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

    @Override
    public void requestNew(Taker taker) {
        closeIdle();
        request(taker);
    }

    @Override
    public void cancel(Taker taker) {
        waiting.remove(taker);
    }

    @Override
    public void giveBack(UpstreamConnection connection) {
        if (connection.isClosed()) {
            return;
        }
        if (!connection.hasRoom() || connection.isLetGo()) {
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

    @Override
    public void letGoEnded(UpstreamConnection connection) {
        // It has the connection for itself, and ends with it.
    }

    @Override
    public void letGo(UpstreamConnection connection) {
        if (connection.isClosed()) {
            return;
        }
        connection.letGo();
        open--;
        serveNext();
    }

    private void closeStale(long nanos) {
        // The oldest lie last.
        while (!idle.isEmpty() && idle.getLast().isIdleLongerThan(idleNanosMax, nanos)) {
            idle.removeLast().close();
        }
    }

    private void closeIdle() {
        while (!idle.isEmpty()) {
            idle.pop().close();
        }
    }

    @Override
    public LaneFigures.Pool figures() {
        return new LaneFigures.Pool(open, idle.size(), waiting.size());
    }

    @Override
    public boolean isCrowded() {
        return waiting.size() >= connectionsMax;
    }

    @Override
    public void sweep(long nanos) {
        closeStale(nanos);
        dialer.probeIfDown(nanos);
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
        dialer.dial(() -> open == 1, new Dialer.Waiter() {
            @Override
            public void connected(UpstreamConnection connection) {
                join(taker, connection);
            }

            @Override
            public void failed(Failure failure) {
                refuse(taker, failure);
            }
        });
    }

    private void join(Taker taker, UpstreamConnection connection) {
        connection.whenClosed(() -> left(connection));
        if (proxyProtocol != null) {
            ClientName named = taker.client();
            connection.belongTo(named);
            proxyProtocol.name(named, connection.pipeline());
        }
        taker.take(connection);
    }

    private void refuse(Taker taker, Failure failure) {
        open--;
        boolean none = open == 0;
        taker.refused(failure);
        if (none) {
            refuseWaiting();
        } else {
            serveNext();
        }
    }

    /** Nobody waits for what cannot come. */
    private void refuseWaiting() {
        for (Taker next = nextWaiting(); next != null; next = nextWaiting()) {
            next.refused(Failure.UPSTREAM_DOWN);
        }
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
