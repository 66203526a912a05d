package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The copy of a request in the sample, until the user has the answer. Confined to the request's event loop. */
final class KeptCopy extends ShadowCopy {

    private static final int HEAD_BYTES = 1_024;
    /** As many headers as most requests have. */
    private static final int LINES = 20;

    private final ShadowLane lane;
    private final Incoming incoming;
    private final Route route;
    private final ShadowRules.Terms terms;
    private final int bodyBytesMax;
    private final long beganAt = System.nanoTime();
    private final CollectedBody request = new CollectedBody();
    private final CollectedBody answer = new CollectedBody();
    private int status;
    private @Nullable MultiMap headers;
    private long tookNanos;
    private int bytes;
    /** Some answer before they were asked everything; sent by itself, half of a request would look whole. */
    private boolean asked;

    private boolean over;

    KeptCopy(ShadowLane lane, Incoming incoming, Route route, ShadowRules.Terms terms, int bodyBytesMax) {
        this.lane = lane;
        this.incoming = incoming;
        this.route = route;
        this.terms = terms;
        this.bodyBytesMax = bodyBytesMax;
        this.asked = incoming.body() == RequestHead.Body.NONE;
    }

    /** Whether there is room for it at all. */
    boolean begin() {
        return charge(HEAD_BYTES);
    }

    @Override
    void uploaded(Buffer whole) {
        keep(request, whole);
        asked = true;
    }

    @Override
    void uploadEnded() {
        asked = true;
    }

    @Override
    BodySink uploading(BodySink to) {
        return over ? to : new Tee(to, part -> keep(request, part));
    }

    @Override
    BodySink downloading(BodySink to) {
        return over ? to : new Tee(to, part -> keep(answer, part));
    }

    @Override
    void leaveOut(ShadowDrop because) {
        if (!over) {
            forget();
            lane.leftOut(because);
        }
    }

    @Override
    void answered(UpstreamAnswer given, @Nullable Buffer body) {
        if (!asked) {
            leaveOut(ShadowDrop.NOT_ANSWERED);
        }
        if (body != null) {
            keep(answer, body);
        }
        if (over) {
            return;
        }
        over = true;
        status = given.status();
        headers = given.headers();
        tookNanos = System.nanoTime() - beganAt;
        lane.send(this);
    }

    /** Nothing of it is needed any more. */
    void forget() {
        over = true;
        request.forget();
        answer.forget();
        headers = null;
        lane.free(bytes);
        bytes = 0;
    }

    /** What it has kept is somebody else's from here on, and to be freed by that one. */
    int handOver() {
        int kept = bytes;
        bytes = 0;
        return kept;
    }

    Side side() {
        return incoming.write() ? route.writes() : route.reads();
    }

    int slice() {
        return incoming.slice();
    }

    Route route() {
        return route;
    }

    int status() {
        return status;
    }

    Incoming incoming() {
        return incoming;
    }

    /** @param client where the other side wants to be told */
    ShadowedRequest request(Forwarding forwarding, ClientName client) {
        List<HeaderLine> lines = new ArrayList<>(LINES);
        HeaderSink sink = (name, value) -> lines.add(new HeaderLine(name.toString(), value.toString()));
        Heads.copyRequest(incoming, terms.names()::contains, sink);
        forwarding.tell(incoming, sink);
        terms.give(incoming, lines);
        return new ShadowedRequest(
                incoming.request().method(),
                incoming.uri(),
                lines,
                request.whole(),
                client,
                side(),
                new ShadowedRequest.Place(
                        incoming.slice(),
                        route.slice(),
                        route.epoch(),
                        !incoming.write(),
                        terms.asksOtherwise(incoming)));
    }

    ShadowAnswer answer() {
        MultiMap told = headers == null ? MultiMap.caseInsensitiveMultiMap() : headers;
        return new ShadowAnswer(side(), status, told, answer.whole(), lane.now(), tookNanos);
    }

    private void keep(CollectedBody body, Buffer part) {
        if (over) {
            return;
        }
        if (body.length() + part.length() > bodyBytesMax) {
            leaveOut(ShadowDrop.BODY_TOO_LARGE);
        } else if (!charge(part.length())) {
            leaveOut(ShadowDrop.MEMORY_FULL);
        } else {
            body.add(part);
        }
    }

    private boolean charge(int more) {
        boolean fits = lane.charge(more);
        if (fits) {
            bytes += more;
        }
        return fits;
    }
}
