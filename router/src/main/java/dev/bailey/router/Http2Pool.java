package dev.bailey.router;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Connections of which each carries many requests. The first that has room takes the next one, so that those which are
 * needed no more become idle; another is opened where all are full. Confined to its lane's event loop.
 */
final class Http2Pool implements UpstreamPool, Dialer.Waiter {

    private final Dialer dialer;
    private final int connectionsMax;
    private final int waitingMax;
    private final long idleNanosMax;

    private final List<UpstreamConnection> connections = new ArrayList<>();
    /** Those that take no more requests, until they have ended with those that they carry. */
    private final List<UpstreamConnection> leaving = new ArrayList<>();

    private final Set<Taker> waiting = new LinkedHashSet<>();
    private int dialling;

    Http2Pool(Dialer dialer, TrafficLimits limits, Timeouts timeouts) {
        this.dialer = dialer;
        this.connectionsMax = limits.connectionsPerSide();
        this.waitingMax = limits.waitingMax();
        this.idleNanosMax = timeouts.idleUpstream().toNanos();
    }

    @Override
    public void request(Taker taker) {
        UpstreamConnection free = withRoom();
        if (free != null) {
            taker.take(free);
        } else if (dialer.isDown()) {
            taker.refused(Failure.UPSTREAM_DOWN);
        } else if (waiting.size() < waitingMax + dialling * Http2Channel.STREAMS_MAX) {
            waiting.add(taker);
            dialIfNeeded();
        } else {
            taker.refused(Failure.UPSTREAM_BUSY);
        }
    }

    @Override
    public void requestNew(Taker taker) {
        for (UpstreamConnection each : new ArrayList<>(connections)) {
            if (each.requests() == 0) {
                each.close();
            }
        }
        request(taker);
    }

    @Override
    public void cancel(Taker taker) {
        waiting.remove(taker);
    }

    @Override
    public void giveBack(UpstreamConnection connection) {
        // It says itself when a request is over.
    }

    @Override
    public void letGo(UpstreamConnection connection) {
        connection.carriesLongLived(1);
        dialIfNeeded();
    }

    @Override
    public void letGoEnded(UpstreamConnection connection) {
        connection.carriesLongLived(-1);
    }

    @Override
    public void sweep(long nanos) {
        for (UpstreamConnection each : new ArrayList<>(connections)) {
            if (isStale(each, nanos)) {
                each.close();
            } else {
                each.check(nanos);
            }
        }
        List.copyOf(leaving).forEach(each -> each.check(nanos));
        dialer.probeIfDown(nanos);
    }

    private boolean isStale(UpstreamConnection connection, long nanos) {
        return connection.requests() == 0 && connection.isIdleLongerThan(idleNanosMax, nanos);
    }

    @Override
    public LaneFigures.Pool figures() {
        int idle = 0;
        for (UpstreamConnection each : connections) {
            idle += each.requests() == 0 ? 1 : 0;
        }
        return new LaneFigures.Pool(connections.size() + leaving.size() + dialling, idle, waiting.size());
    }

    @Override
    public boolean isCrowded() {
        return waiting.size() >= connectionsMax;
    }

    @Override
    public void connected(UpstreamConnection connection) {
        dialling--;
        connections.add(connection);
        connection.idle(System.nanoTime());
        connection.whenClosed(() -> left(connection));
        connection.whenChanged(() -> changed(connection));
        serveWaiting();
    }

    @Override
    public void failed(Failure failure) {
        dialling--;
        Failure told = failure;
        // The one who finds out is told why; nobody waits for what cannot come.
        for (Taker next = cannotBeServed(); next != null; next = cannotBeServed()) {
            next.refused(told);
            told = Failure.UPSTREAM_DOWN;
        }
    }

    private @Nullable Taker cannotBeServed() {
        return connections.isEmpty() && dialling == 0 ? nextWaiting() : null;
    }

    private void left(UpstreamConnection connection) {
        connections.remove(connection);
        leaving.remove(connection);
        dialIfNeeded();
    }

    private void changed(UpstreamConnection connection) {
        if (connection.isLeaving() && connections.remove(connection)) {
            leaving.add(connection);
        } else if (connection.requests() == 0) {
            connection.idle(System.nanoTime());
        }
        serveWaiting();
    }

    private void serveWaiting() {
        UpstreamConnection free = waiting.isEmpty() ? null : withRoom();
        while (free != null) {
            Taker next = nextWaiting();
            if (next == null) {
                return;
            }
            next.take(free);
            free = withRoom();
        }
        dialIfNeeded();
    }

    /** As many connections as those who wait could fill. */
    private void dialIfNeeded() {
        while (waiting.size() > dialling * Http2Channel.STREAMS_MAX
                && forRequests() + dialling < connectionsMax
                && !dialer.isDown()) {
            dialling++;
            dialer.dial(() -> connections.isEmpty() && dialling == 1, this);
        }
    }

    /** Without those that are full of what goes on without end. */
    private int forRequests() {
        int count = 0;
        for (UpstreamConnection each : connections) {
            count += each.isFullOfLongLived() ? 0 : 1;
        }
        return count;
    }

    private @Nullable UpstreamConnection withRoom() {
        for (UpstreamConnection each : connections) {
            if (each.hasRoom()) {
                return each;
            }
        }
        return null;
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
