package dev.bailey.router;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** The way back of an exchange: a side's response, copied to the client. Confined to the lane's event loop. */
final class Reply {

    private final Exchange exchange;
    private final ShadowCopy shadow;
    private final UpstreamAnswer answer;
    private final HttpServerResponse response;
    private final HttpVersion clientVersion;
    private @Nullable Pump download;
    private final CollectedBody collected = new CollectedBody();
    private boolean closesClient;
    private boolean ended;

    Reply(
            Exchange exchange,
            ShadowCopy shadow,
            UpstreamAnswer answer,
            HttpServerResponse response,
            HttpVersion clientVersion) {
        this.exchange = exchange;
        this.shadow = shadow;
        this.answer = answer;
        this.response = response;
        this.clientVersion = clientVersion;
    }

    void start(boolean clientGone) {
        if (clientGone) {
            discard();
            return;
        }
        if (hasNoBody() || answer.isEmpty()) {
            copyHead();
            answer.endHandler(end -> finish(null));
        } else if (isSmall()) {
            collect();
        } else {
            stream();
        }
    }

    /** The client has gone: hear the side out, so that one knows when it is done. */
    void discard() {
        shadow.leaveOut(ShadowDrop.NOT_ANSWERED);
        if (download != null) {
            download.discard();
            return;
        }
        answer.handler(part -> exchange.progress());
        answer.endHandler(end -> exchange.answeredInFull(answer.status()));
        answer.resume();
    }

    /** Whether it is the client who does not take what the side sends. */
    boolean isBlocked() {
        return download != null && download.isBlocked();
    }

    /** The response itself does not know where trailers end it, and a stream of HTTP/2 closes before it has ended. */
    boolean hasEnded() {
        return ended;
    }

    /** The head is written only with the body, so that a break before that can still be told as 502. */
    private void collect() {
        answer.handler(part -> {
            exchange.progress();
            collected.add(part);
        });
        answer.endHandler(end -> {
            copyHead();
            finish(collected.whole());
        });
    }

    private void stream() {
        copyHead();
        boolean framed = answer.headers().contains(HttpHeaders.CONTENT_LENGTH);
        if (!framed && clientVersion == HttpVersion.HTTP_1_0) {
            closesClient = true;
            response.putHeader(HttpHeaders.CONNECTION, "close");
        } else if (!framed) {
            response.setChunked(true);
        }
        Pump pump = new Pump(answer, shadow.downloading(BodySink.of(response)), exchange::progress);
        download = pump;
        if (EventStream.isOne(answer)) {
            shadow.leaveOut(ShadowDrop.STREAM);
        }
        boolean events = EventStream.isOne(answer) && exchange.mayStayOpen();
        if (response.isChunked() && (events || exchange.talks())) {
            // A client must learn that it is connected, and the first part may be long in coming.
            response.writeHead();
        }
        pump.start(() -> {
            if (response.isChunked() && !ended && !response.closed()) {
                Heads.copyTrailers(answer, response);
            }
            finish(null);
        });
        if (events) {
            exchange.stayOpen(answer);
        }
    }

    /** Ends it for the client, while the side goes on. */
    void end() {
        discard();
        endResponse(null);
    }

    private void finish(@Nullable Buffer body) {
        endResponse(body);
        exchange.answeredInFull(answer.status());
        shadow.answered(answer, body);
    }

    private void endResponse(@Nullable Buffer body) {
        if (!ended && !response.closed()) {
            ended = true;
            Future<Void> written = body == null ? response.end() : response.end(body);
            if (closesClient) {
                // Not before everything is written: closing throws away what still waits to be sent.
                written.onComplete(done -> exchange.closeClient());
            }
        }
    }

    private void copyHead() {
        Heads.copyResponse(answer, response);
        exchange.sign(response);
        if (exchange.closesClient()) {
            closesClient = true;
            if (clientVersion != HttpVersion.HTTP_2) {
                exchange.hearNoMore();
                response.putHeader(HttpHeaders.CONNECTION, "close");
            }
        }
    }

    private boolean hasNoBody() {
        return exchange.asksForHeadOnly() || answer.status() == 204 || answer.status() == 304;
    }

    private boolean isSmall() {
        String length = answer.headers().get(HttpHeaders.CONTENT_LENGTH);
        return length != null && Long.parseLong(length) <= RequestHead.SMALL_BYTES_MAX;
    }
}
