package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.NetSocket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request from its routing until its side has nothing more to do with it. Confined to its lane's event loop.
 *
 * <p>It counts as in flight all that time. A write whose client has gone is still waited for, because its side may be
 * about to commit it; only an upload that was cut is taken back, by cutting it upstream too, so that no server takes
 * half a request for a whole one.
 */
final class Exchange implements UpstreamPool.Taker, UpstreamRequest.Caller {

    private static final int ATTEMPTS_MAX = 2;

    /**
     * Connections that may go away before they begin with it, one after the other, which says nothing against the next.
     */
    private static final int FAREWELLS_MAX = 8;

    private static final int SWITCHED = 101;

    private final Lane lane;
    private final Incoming incoming;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Route route;
    private final ShadowCopy shadow;
    private final Upload upload;
    private final long startedAt = System.nanoTime();
    private final Pulse pulse = new Pulse(startedAt);

    private Side side;
    /** Null where it is not asked of another side than its route's, and not any more of that one. */
    private @Nullable CanaryRead aside;

    /** Of the one that it was asked of in vain. */
    private @Nullable CanaryRead triedAside;

    private int attempts;
    private @Nullable UpstreamConnection connection;
    private @Nullable UpstreamRequest upstream;
    private @Nullable Reply reply;
    private @Nullable LongLived stream;
    private OpenWrite write = OpenWrite.NONE;
    private boolean clientGone;
    private boolean over;

    /** @param canary that it is a read of; null where it is none */
    Exchange(Lane lane, Incoming incoming, Route route, ShadowCopy shadow, @Nullable SliceCanary canary) {
        this.lane = lane;
        this.incoming = incoming;
        this.request = incoming.request();
        this.response = request.response();
        this.route = route;
        this.side = canary != null ? Side.TARGET : incoming.write() ? route.writes() : route.reads();
        this.aside = canary == null ? null : new CanaryRead(this, canary, lane.pool(side));
        this.shadow = shadow;
        this.upload = new Upload(incoming, shadow, lane.bodyBytesMax(), this::progress, this::uploadTooLong);
    }

    Side side() {
        return side;
    }

    /** By its place. */
    int slice() {
        return incoming.slice();
    }

    @Nullable String tenant() {
        return incoming.tenant();
    }

    boolean isWrite() {
        return incoming.write();
    }

    /** Tells who answers, and by which route it was chosen. */
    void sign(HttpServerResponse signed) {
        signed.headers().set(Heads.SIDE, side.label()).set(Heads.EPOCH, Long.toString(route.epoch()));
    }

    void start() {
        if (incoming.write()) {
            write = lane.beginWrite(incoming.tenant());
        }
        lane.meter().of(side).began();
        incoming.witness().routed(route, side);
        response.exceptionHandler(broken -> {});
        response.closeHandler(closed -> clientGone());
        if (!upload.isReceived()) {
            request.exceptionHandler(this::uploadCut);
        }
        if (incoming.upgrade() && !lane.takesWebSockets(side)) {
            fail(Failure.NO_WEBSOCKETS);
        } else if (incoming.upgrade() && lane.reconnects().isFull()) {
            fail(Failure.UPSTREAM_BUSY);
        } else if (aside != null) {
            aside.start();
        } else {
            upload.prepare(this::askForConnection);
        }
    }

    /** The target answers it, and well: from here on that is its side like any other. */
    void answeredAside(UpstreamConnection taken, UpstreamRequest made, UpstreamAnswer answer) {
        connection = taken;
        upstream = made;
        answered(answer);
    }

    /** The target does not answer it well, and nothing of that has been passed on: its own side is asked instead. */
    void askTheSource() {
        CanaryRead tried = aside;
        if (over || tried == null) {
            return;
        }
        aside = null;
        triedAside = tried;
        tried.failed();
        connection = null;
        upstream = null;
        reply = null;
        response.headers().clear();
        response.setChunked(false);
        lane.meter().of(side).over();
        side = route.reads();
        lane.meter().of(side).began();
        incoming.witness().triedInVain();
        incoming.witness().routed(route, side);
        progress();
        askForConnection();
    }

    private void askForConnection() {
        if (!over) {
            lane.pool(side).request(this);
        }
    }

    @Override
    public void take(UpstreamConnection taken) {
        if (over) {
            lane.pool(side).giveBack(taken);
            return;
        }
        connection = taken;
        attempts++;
        begin(taken, this);
    }

    void begin(UpstreamConnection taken, UpstreamRequest.Caller caller) {
        taken.begin(request.method(), incoming.uri(), caller);
    }

    @Override
    public ClientName client() {
        return lane.forwarding().name(incoming);
    }

    @Override
    public void refused(Failure failure) {
        connection = null;
        fail(failure);
    }

    @Override
    public void made(UpstreamRequest made) {
        if (over) {
            made.cancel();
            return;
        }
        upstream = made;
        progress();
        brief(made);
    }

    /** Tells a side all that there is to tell. */
    void brief(UpstreamRequest made) {
        Heads.copyRequest(incoming, made);
        lane.forwarding().tell(incoming, made);
        incoming.witness().sending(made);
        upload.sendTo(made, () -> over);
    }

    /** Hints may be left out, so they are where they would be a surprise. */
    @Override
    public void hinted(MultiMap hints) {
        progress();
        if (!over && !clientGone && !response.headWritten() && request.version() != HttpVersion.HTTP_1_0) {
            response.writeEarlyHints(Heads.endToEnd(hints));
        }
    }

    @Override
    public void answered(UpstreamAnswer answer) {
        progress();
        incoming.witness().answered(answer.status());
        if (triedAside != null) {
            triedAside.sourceAnswered(answer.status());
        }
        if (answer.status() == SWITCHED) {
            switched(answer);
            return;
        }
        Reply begun = new Reply(this, shadow, answer, response, request.version());
        reply = begun;
        begun.start(clientGone);
    }

    /** From here on it is no request any more, and none that a hold waits for; unless nobody had asked for that. */
    private void switched(UpstreamAnswer answer) {
        UpstreamConnection used = connection;
        if (used == null || clientGone || !incoming.upgrade() || !Upgrade.isGranted(answer)) {
            fail(Failure.UPSTREAM_LOST);
            return;
        }
        NetSocket socket = answer.switched();
        lane.pool(side).letGo(used);
        lane.clients().forget(incoming.client());
        lane.meter().of(side).answered(answer.status(), System.nanoTime() - startedAt);
        // It may write for as long as it is open, and counts from before its request no longer does.
        OpenWrite further = lane.beginWrite(incoming.tenant());
        write.over();
        settle();
        Heads.copyResponse(answer, response);
        Upgrade.grant(response);
        sign(response);
        WebSocketTunnel.begin(lane, side, incoming, socket, further);
    }

    /** Whether its answer may go on without end. A write's may not: a hold waits for it. */
    boolean mayStayOpen() {
        return !incoming.write() && !lane.reconnects().isFull();
    }

    /** The answer has begun and goes on without end: from here on it is no request in flight. */
    void stayOpen(UpstreamAnswer answer) {
        UpstreamConnection used = connection;
        if (over || used == null) {
            return;
        }
        lane.pool(side).letGo(used);
        lane.meter().of(side).answered(answer.status(), System.nanoTime() - startedAt);
        lane.meter().of(side).over();
        EventStream opened = new EventStream(this);
        stream = opened;
        lane.reconnects().opened(opened, lane.route(slice()));
    }

    /** Ends the answer towards the client as if the side had ended it. */
    void endStream() {
        if (over || reply == null) {
            return;
        }
        reply.end();
        abandon();
    }

    /** The side has answered in full, which is where its part ends. */
    void answeredInFull(int status) {
        if (over) {
            return;
        }
        if (stream == null) {
            lane.meter().of(side).answered(status, System.nanoTime() - startedAt);
        }
        UpstreamConnection used = connection;
        write.over();
        settle();
        incoming.witness().over();
        if (used != null) {
            lane.pool(side).giveBack(used);
        }
    }

    /** Whether both ends may speak at the same time, so that neither waits for the other to begin. */
    boolean talks() {
        return upstream != null && upstream.mayBeDeclined();
    }

    /** By which code of HTTP/2 the client hears that its side broke off. */
    long resetCode() {
        return upstream == null ? Http2Front.INTERNAL_ERROR : upstream.resetCode();
    }

    boolean asksForHeadOnly() {
        return request.method().equals(HttpMethod.HEAD);
    }

    /**
     * Whether the client's connection ends with this answer: the client asked for it among other things, or the rest of
     * its upload will not be read, or the router leaves.
     */
    boolean closesClient() {
        return !upload.isSent()
                || Heads.asksToClose(request)
                || lane.isLeaving()
                || incoming.client().hasCarried(lane.requestsPerConnectionMax());
    }

    /** Before the answer is at its end: what comes behind it would be carried out, never answered. */
    void hearNoMore() {
        incoming.client().hearNoMore();
    }

    void closeClient() {
        Answer.closeGently(lane.vertx(), request);
    }

    /** Told of each sign of life. */
    void progress() {
        pulse.beat();
    }

    @Override
    public void lost(UpstreamRequest.Loss loss) {
        boolean declined = loss == UpstreamRequest.Loss.UNTOUCHED && upload.canBeginAnew();
        boolean harmless = declined || (loss == UpstreamRequest.Loss.STALE && incoming.isRepeatable());
        int attemptsMax = declined && resetCode() != Http2Front.REFUSED_STREAM ? FAREWELLS_MAX : ATTEMPTS_MAX;
        if (!over && harmless && attempts < attemptsMax && !clientGone) {
            upstream = null;
            connection = null;
            upload.declined();
            incoming.witness().triedInVain();
            if (declined) {
                lane.pool(side).request(this);
            } else {
                lane.pool(side).requestNew(this);
            }
        } else {
            fail(loss == UpstreamRequest.Loss.UNTOUCHED ? Failure.UPSTREAM_DECLINED : Failure.UPSTREAM_LOST);
        }
    }

    private void clientGone() {
        if (over || clientGone || (reply != null && reply.hasEnded())) {
            return;
        }
        clientGone = true;
        lane.meter().clientGone();
        incoming.witness().clientGone();
        boolean mayCommit = incoming.write() && upload.isSent() && !incoming.upgrade() && !incoming.isGrpc();
        if (!mayCommit) {
            abandon();
        } else if (reply != null) {
            reply.discard();
        }
    }

    /** The client broke off or framed its body wrongly: upstream this must never look like the end of the body. */
    private void uploadCut(Throwable broken) {
        if (over || upload.isSent()) {
            return;
        }
        abandon();
        if (clientGone) {
            return;
        }
        boolean left = broken instanceof HttpClosedException || broken instanceof StreamResetException;
        if (left || response.headWritten()) {
            clientGone = true;
            lane.meter().clientGone();
            incoming.witness().clientGone();
            response.reset(Http2Front.CANCEL);
        } else {
            lane.meter().refused();
            incoming.witness().refused();
            if (!Http2Front.is(request)) {
                Answer.refusal(lane, incoming.client(), request, RequestCheck.MALFORMED_BODY);
            }
        }
    }

    private void uploadTooLong() {
        if (over) {
            return;
        }
        incoming.witness().refused();
        abandon();
        if (clientGone) {
            return;
        }
        lane.meter().refused();
        if (response.headWritten()) {
            response.reset(Http2Front.CANCEL);
        } else {
            Answer.refusal(lane, incoming.client(), request, RequestCheck.BODY_TOO_LONG);
        }
    }

    private void abandon() {
        shadow.leaveOut(ShadowDrop.NOT_ANSWERED);
        lane.pool(side).cancel(this);
        if (upstream == null) {
            write.over();
        } else {
            write.givenUp();
        }
        settle();
        if (aside != null) {
            aside.giveUp();
        } else if (upstream != null) {
            upstream.cancel();
        }
        incoming.witness().over();
    }

    boolean isQuiet(long nanos, long nanosMax) {
        return pulse.isStillFor(nanosMax, nanos);
    }

    /** Ends what has not moved for too long. */
    void expireIfStuck(long nanos, long answerMax, long progressMax, long quietMax) {
        if (aside != null && !aside.isAnswered()) {
            aside.expireIfLate(nanos);
            return;
        }
        if (reply != null && reply.isBlocked() && Http2Front.is(request)) {
            Http2Front.wake(request);
        }
        boolean mayBeQuiet = reply != null && !incoming.write() && incoming.isGrpc();
        long talkingMax = mayBeQuiet ? quietMax : progressMax;
        long nanosMax = upload.isSent() && reply == null ? answerMax : talkingMax;
        if (over || stream != null || !isQuiet(nanos, nanosMax)) {
            return;
        }
        if (upstream == null && upload.isReceived()) {
            fail(connection == null ? Failure.UPSTREAM_BUSY : Failure.UPSTREAM_TIMEOUT);
        } else if ((reply != null && reply.isBlocked()) || (!upload.isReceived() && !upload.isBlocked())) {
            fail(Failure.CLIENT_TIMEOUT);
        } else {
            fail(Failure.UPSTREAM_TIMEOUT);
        }
    }

    /** What a hold would wait for. */
    Stray stray() {
        return Stray.of(incoming, System.nanoTime() - startedAt);
    }

    /** Gives it up on both ends, whatever its side is doing with it. */
    void fail(Failure failure) {
        if (over) {
            return;
        }
        if (aside != null && failure.isOfTheSide() && !clientGone && !response.headWritten()) {
            askTheSource();
            return;
        }
        lane.meter().of(side).failed(failure);
        incoming.witness().failed(failure);
        abandon();
        if (!clientGone) {
            Answer.failure(lane, incoming, failure, Optional.of(this));
        }
    }

    private void settle() {
        over = true;
        // A response that was parked is old: all that it leads to would outlive the next collections of what is young.
        response.closeHandler(null);
        if (stream == null) {
            lane.meter().of(side).over();
        } else {
            lane.reconnects().closed(stream);
            if (connection != null) {
                lane.pool(side).letGoEnded(connection);
            }
        }
        lane.over(this);
    }
}
