package dev.bailey.router;

import dev.bailey.core.Side;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** One shadow request, from its wait for a connection to the end of its answer. Confined to its lane's event loop. */
final class ShadowCall implements UpstreamPool.Taker, UpstreamRequest.Caller {

    private static final int SWITCHED = 101;

    private final ShadowLane lane;
    private final Side side;
    private final ShadowedRequest request;
    private final Ending ending;
    private final long beganAt = System.nanoTime();
    private final CollectedBody body = new CollectedBody();
    private int bytes;
    private boolean repeated;
    private @Nullable UpstreamConnection connection;
    private @Nullable UpstreamRequest upstream;
    private boolean over;

    /** Told once what came of it. */
    interface Ending {
        void over(ShadowCall call, ShadowOutcome outcome);
    }

    /** @param bytes that are kept for it, and freed when it is over */
    ShadowCall(ShadowLane lane, Side side, ShadowedRequest request, int bytes, Ending ending) {
        this.lane = lane;
        this.side = side;
        this.request = request;
        this.bytes = bytes;
        this.ending = ending;
    }

    Side side() {
        return side;
    }

    ShadowedRequest request() {
        return request;
    }

    /** What is kept of it and of its answer. */
    int bytes() {
        return bytes;
    }

    boolean isOlderThan(long nanosMax, long nanos) {
        return nanos - beganAt >= nanosMax;
    }

    long tookNanos() {
        return System.nanoTime() - beganAt;
    }

    void start() {
        lane.pool(side).request(this);
    }

    @Override
    public ClientName client() {
        return request.client();
    }

    @Override
    public void take(UpstreamConnection taken) {
        if (over) {
            lane.pool(side).giveBack(taken);
            return;
        }
        connection = taken;
        taken.begin(request.httpMethod(), request.target(), this);
    }

    @Override
    public void refused(Failure failure) {
        end(failure == Failure.UPSTREAM_BUSY ? ShadowDrop.QUEUE_FULL : ShadowDrop.UNREACHABLE);
    }

    @Override
    public void made(UpstreamRequest made) {
        if (over) {
            made.cancel();
            return;
        }
        upstream = made;
        request.writeTo(made);
    }

    @Override
    public void hinted(MultiMap headers) {
        // A hint is no part of an answer.
    }

    @Override
    public void answered(UpstreamAnswer begun) {
        String length = begun.headers().get(HttpHeaders.CONTENT_LENGTH);
        if (begun.status() == SWITCHED) {
            cancel(ShadowDrop.BROKEN_OFF);
        } else if (EventStream.isOne(begun)) {
            cancel(ShadowDrop.STREAM);
        } else if (hasBody(begun) && length != null && Long.parseLong(length) > lane.bodyBytesMax()) {
            cancel(ShadowDrop.ANSWER_TOO_LARGE);
        } else {
            begun.handler(this::keep);
            begun.endHandler(end -> complete(begun));
        }
    }

    @Override
    public void lost(UpstreamRequest.Loss loss) {
        connection = null;
        upstream = null;
        boolean harmless = loss == UpstreamRequest.Loss.UNTOUCHED
                || (loss == UpstreamRequest.Loss.STALE && request.isRepeatable());
        if (!over && harmless && !repeated) {
            repeated = true;
            lane.pool(side).requestNew(this);
        } else {
            end(ShadowDrop.BROKEN_OFF);
        }
    }

    void expire() {
        cancel(connection == null ? ShadowDrop.WAITED_TOO_LONG : ShadowDrop.TIMEOUT);
    }

    /** Gives it up on both ends. */
    void cancel(ShadowDrop because) {
        UpstreamRequest made = upstream;
        lane.pool(side).cancel(this);
        end(because);
        if (made != null) {
            made.cancel();
        }
    }

    private void keep(Buffer part) {
        if (over) {
            return;
        }
        if (body.length() + part.length() > lane.bodyBytesMax()) {
            cancel(ShadowDrop.ANSWER_TOO_LARGE);
        } else if (!lane.charge(part.length())) {
            cancel(ShadowDrop.MEMORY_FULL);
        } else {
            bytes += part.length();
            body.add(part);
        }
    }

    private void complete(UpstreamAnswer whole) {
        UpstreamConnection used = connection;
        if (!over) {
            end(new ShadowAnswer(side, whole.status(), whole.headers(), body.whole(), lane.now(), tookNanos()));
        }
        if (used != null) {
            lane.pool(side).giveBack(used);
        }
    }

    private boolean hasBody(UpstreamAnswer begun) {
        return !request.method().equals("HEAD") && begun.status() != 204 && begun.status() != 304;
    }

    private void end(ShadowOutcome outcome) {
        if (!over) {
            over = true;
            upstream = null;
            ending.over(this, outcome);
        }
    }
}
