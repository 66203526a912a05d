package dev.bailey.router;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The way there of an exchange: what the client sends, brought to a side. Confined to the lane's event loop. */
final class Upload {

    private final Incoming incoming;
    private final HttpServerRequest request;
    private final ShadowCopy shadow;
    private final long bytesMax;
    private final Runnable progress;
    private final Runnable tooLong;
    private @Nullable Buffer content;
    private @Nullable Pump pump;
    private @Nullable Resending resending;
    private boolean received;
    private boolean sent;

    /**
     * @param progress told of each sign of life
     * @param tooLong told once when more has come than may
     */
    Upload(Incoming incoming, ShadowCopy shadow, long bytesMax, Runnable progress, Runnable tooLong) {
        this.incoming = incoming;
        this.request = incoming.request();
        this.shadow = shadow;
        this.bytesMax = bytesMax;
        this.progress = progress;
        this.tooLong = tooLong;
        this.received = incoming.body() == RequestHead.Body.NONE;
    }

    /** Reads what is better sent in one piece; then, or if there is none, the side may be asked. */
    void prepare(Runnable ready) {
        if (incoming.body() != RequestHead.Body.SMALL) {
            ready.run();
            return;
        }
        Buffer collected = Buffer.buffer();
        content = collected;
        letClientBegin();
        request.handler(part -> {
            progress.run();
            collected.appendBuffer(part);
        });
        request.endHandler(end -> {
            received = true;
            shadow.uploaded(collected);
            // The same as of the response at its end.
            request.handler(null).endHandler(null).exceptionHandler(null);
            ready.run();
        });
        request.resume();
    }

    /** @param over whether nobody wants it any more, asked at its end */
    void sendTo(UpstreamRequest made, BooleanSupplier over) {
        Buffer whole = content;
        if (resending != null) {
            resending.beginAnew(made);
        } else if (incoming.body() == RequestHead.Body.STREAMED) {
            stream(made, over);
        } else if (incoming.upgrade()) {
            sent = true;
            Upgrade.ask(made);
            made.end();
        } else if (whole == null) {
            sent = true;
            made.end();
        } else {
            sent = true;
            if (!request.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
                made.header(HttpHeaders.CONTENT_LENGTH, Integer.toString(whole.length()));
            }
            made.end(whole);
        }
    }

    private void stream(UpstreamRequest made, BooleanSupplier over) {
        if (!request.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            made.unknownLength();
        }
        letClientBegin();
        Resending again = made.mayBeDeclined() ? new Resending(made) : null;
        resending = again;
        Pump moving = new Pump(request, shadow.uploading(again == null ? made : again), this::moved);
        pump = moving;
        moving.start(() -> {
            received = true;
            shadow.uploadEnded();
            if (!over.getAsBoolean()) {
                sent = true;
                if (again == null) {
                    made.end();
                } else {
                    again.end();
                }
            }
        });
    }

    /** Whether it can be sent once more, although it was begun. */
    boolean canBeginAnew() {
        return incoming.body() != RequestHead.Body.STREAMED || (resending != null && resending.canBeginAnew());
    }

    /** The side has not even looked at it. */
    void declined() {
        if (resending != null) {
            resending.lost();
        }
    }

    private void moved() {
        Pump moving = pump;
        if (moving != null && request.bytesRead() > bytesMax) {
            moving.discard();
            tooLong.run();
        } else {
            progress.run();
        }
    }

    private void letClientBegin() {
        if (incoming.expectsContinue()) {
            request.response().writeContinue();
        }
    }

    /** Whether the client has sent everything. */
    boolean isReceived() {
        return received;
    }

    /** Whether the side was given everything. */
    boolean isSent() {
        return sent;
    }

    /** Whether it is the side that does not take what the client sends. */
    boolean isBlocked() {
        return pump != null && pump.isBlocked();
    }
}
