package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The copy of a request that is recorded, until the user has the answer, in front of the copy for the shadow if there
 * is one. Confined to the request's event loop.
 */
final class RecordedCopy extends ShadowCopy {

    private static final int HEAD_BYTES = 2_048;

    private static final InstantSource CLOCK = InstantSource.system();

    private static final ClientName UNNAMED = new ClientName("", 0, "", 0);

    private final Recording recording;
    private final ShadowCopy beside;
    private final HttpMethod method;
    private final String target;
    private final List<HeaderLine> headers = new ArrayList<>();
    private final Side side;
    private final ShadowedRequest.Place place;
    private final long beganAt = System.nanoTime();
    private final CollectedBody request = new CollectedBody();
    private final CollectedBody answer = new CollectedBody();
    private int charged;
    /** Some answer before they were asked everything; half of a request is none. */
    private boolean asked;

    private boolean over;

    RecordedCopy(Recording recording, Incoming incoming, Route route, ShadowCopy beside) {
        this.recording = recording;
        this.beside = beside;
        this.method = incoming.request().method();
        this.target = incoming.uri();
        incoming.request().headers().forEach((name, value) -> headers.add(new HeaderLine(name, value)));
        this.side = incoming.write() ? route.writes() : route.reads();
        this.place = new ShadowedRequest.Place(
                incoming.slice(), route.slice(), route.epoch(), !incoming.write(), /* otherwise= */ false);
        this.asked = incoming.body() == RequestHead.Body.NONE;
        charge(HEAD_BYTES);
    }

    @Override
    void uploaded(Buffer whole) {
        beside.uploaded(whole);
        keep(request, whole);
        asked = true;
    }

    @Override
    void uploadEnded() {
        beside.uploadEnded();
        asked = true;
    }

    @Override
    BodySink uploading(BodySink to) {
        BodySink further = beside.uploading(to);
        return over ? further : new Tee(further, part -> keep(request, part));
    }

    @Override
    BodySink downloading(BodySink to) {
        BodySink further = beside.downloading(to);
        return over ? further : new Tee(further, part -> keep(answer, part));
    }

    @Override
    void leaveOut(ShadowDrop because) {
        beside.leaveOut(because);
        drop();
    }

    @Override
    void answered(UpstreamAnswer given, @Nullable Buffer body) {
        beside.answered(given, body);
        if (!asked) {
            drop();
        }
        if (body != null) {
            keep(answer, body);
        }
        if (over) {
            return;
        }
        over = true;
        recording.offer(
                new ShadowedRequest(method, target, headers, request.whole(), UNNAMED, side, place),
                new ShadowAnswer(
                        side,
                        given.status(),
                        given.headers(),
                        answer.whole(),
                        CLOCK.instant(),
                        System.nanoTime() - beganAt),
                charged);
    }

    private void keep(CollectedBody body, Buffer part) {
        if (over) {
            return;
        }
        if (body.length() + part.length() <= Recording.BODY_BYTES_MAX) {
            charge(part.length());
        } else {
            drop();
        }
        if (!over) {
            body.add(part);
        }
    }

    private void charge(int more) {
        if (recording.charge(more)) {
            charged += more;
        } else {
            drop();
        }
    }

    private void drop() {
        if (over) {
            return;
        }
        over = true;
        request.forget();
        answer.forget();
        recording.free(charged);
        charged = 0;
        recording.dropped();
    }
}
