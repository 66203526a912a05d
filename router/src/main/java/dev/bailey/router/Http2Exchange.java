package dev.bailey.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;

/** One request and its answer on a stream of HTTP/2. Confined to its event loop. */
final class Http2Exchange implements UpstreamRequest {

    private static final int FULL_BYTES = 64 * 1024;
    private static final int SWITCHED = 101;
    private static final int EARLY_HINTS = 103;
    private static final int FINAL_STATUS_MIN = 200;

    private final Http2Channel channel;
    private final Caller caller;
    private final HttpMethod method;
    private final Http2Headers head;
    private final boolean onUsed;
    private final DownloadWindow window;

    /** While it is open. */
    private @Nullable Http2Stream stream;

    private @Nullable Http2Answer answer;
    private @Nullable Runnable whenDrained;
    private int unsentBytes;
    private int wordsBefore;
    private boolean opened;
    private boolean sent;
    private boolean heard;
    private long resetCode = Http2Front.INTERNAL_ERROR;
    private boolean over;

    /** @param onUsed whether the connection has carried a request before */
    Http2Exchange(
            Http2Channel channel,
            Caller caller,
            HttpMethod method,
            Http2Headers head,
            boolean onUsed,
            WindowBudget budget) {
        this.channel = channel;
        this.caller = caller;
        this.method = method;
        this.head = head;
        this.onUsed = onUsed;
        this.window = new DownloadWindow(budget);
    }

    @Override
    public HostAndPort peer() {
        return channel.peer();
    }

    @Override
    public void header(CharSequence name, CharSequence value) {
        Http2Heads.add(head, name, value);
    }

    @Override
    public void unknownLength() {
        // Frames need none.
    }

    /** Sends the head, if it has not gone yet. */
    void open() {
        if (!over && !opened) {
            open(/* end= */ false);
        }
    }

    @Override
    public void write(Buffer part) {
        if (part.length() > 0) {
            send(part, /* end= */ false);
        }
    }

    @Override
    public boolean isFull() {
        return unsentBytes >= FULL_BYTES;
    }

    @Override
    public void whenDrained(Runnable drained) {
        whenDrained = drained;
    }

    @Override
    public void end() {
        if (over || sent) {
            return;
        }
        sent = true;
        if (!opened) {
            open(/* end= */ true);
        } else if (stream != null) {
            channel.end(stream);
        }
    }

    @Override
    public void end(Buffer whole) {
        send(whole, /* end= */ true);
    }

    @Override
    public void takesTrailers() {
        head.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
    }

    @Override
    public boolean mayBeDeclined() {
        return true;
    }

    @Override
    public long resetCode() {
        return resetCode;
    }

    @Override
    public void cancel() {
        if (!over) {
            finish(Http2Error.CANCEL);
        }
    }

    private void open(boolean end) {
        opened = true;
        stream = channel.open(this, head, end).orElse(null);
        if (stream == null) {
            lost(Loss.UNTOUCHED);
        }
    }

    private void send(Buffer part, boolean end) {
        if (over || sent) {
            return;
        }
        open();
        Http2Stream carrying = stream;
        if (carrying == null) {
            return;
        }
        sent = end;
        ByteBuf bytes = ((BufferInternal) part).getByteBuf();
        int count = bytes.readableBytes();
        unsentBytes += count;
        ChannelFuture written = channel.send(carrying, bytes, end);
        written.addListener(done -> gone(count));
    }

    /** So much has left, or never will. */
    private void gone(int count) {
        unsentBytes -= count;
        Runnable waiting = whenDrained;
        if (waiting != null && unsentBytes <= FULL_BYTES / 2) {
            whenDrained = null;
            waiting.run();
        }
    }

    void heard(Http2Headers told, boolean end) {
        heard = true;
        if (answer != null) {
            complete(answer, Http2Heads.headers(told));
            return;
        }
        int status = Http2Heads.status(told);
        if (status >= FINAL_STATUS_MIN) {
            begin(new Http2Answer(this, status, Http2Heads.headers(told), hasBody(status), end), end);
        } else if (status == 0 || status == SWITCHED || end || ++wordsBefore > AnswerDecoder.WORDS_BEFORE_MAX) {
            malformed();
        } else if (status == EARLY_HINTS) {
            caller.hinted(Http2Heads.headers(told));
        }
    }

    private void begin(Http2Answer begun, boolean end) {
        if (end && !begun.complete(MultiMap.caseInsensitiveMultiMap())) {
            malformed();
            return;
        }
        answer = begun;
        caller.answered(begun);
        begun.passOn();
    }

    void heard(Buffer part, boolean end) {
        Http2Answer begun = answer;
        if (over) {
            return;
        }
        if (begun == null || !begun.receive(part)) {
            malformed();
        } else if (end) {
            complete(begun, MultiMap.caseInsensitiveMultiMap());
        }
    }

    private void complete(Http2Answer ending, MultiMap trailers) {
        if (ending.complete(trailers)) {
            ending.passOn();
        } else {
            malformed();
        }
    }

    /** The upstream has reset the stream; that it is closed is told next. */
    void resetBecause(long code) {
        heard = true;
        resetCode = code;
    }

    /** @param known whether the upstream may have begun with it before it went away */
    void closed(boolean known) {
        window.close();
        stream = null;
        Http2Answer begun = answer;
        if (over || (begun != null && begun.isComplete())) {
            return;
        }
        if (resetCode == Http2Error.REFUSED_STREAM.code() || !known) {
            lost(Loss.UNTOUCHED);
        } else {
            lost(onUsed && !heard ? Loss.STALE : Loss.BROKEN);
        }
    }

    /** The answer is none. */
    private void malformed() {
        if (!over) {
            finish(Http2Error.PROTOCOL_ERROR);
            caller.lost(Loss.BROKEN);
        }
    }

    /** The client has taken so much of the answer. */
    void taken(int count) {
        if (stream != null) {
            channel.taken(stream, count, window.taken(count));
        }
    }

    /** The client lets the answer wait. */
    void waits() {
        window.waits();
    }

    /** The answer is at its end. What was not sent by now has no place to go. */
    void answered() {
        boolean whole = sent;
        over = true;
        if (!whole && stream != null) {
            channel.reset(stream, Http2Error.CANCEL);
        }
    }

    boolean isOver() {
        return over;
    }

    private boolean hasBody(int status) {
        return !method.equals(HttpMethod.HEAD) && status != 204 && status != 304;
    }

    private void lost(Loss loss) {
        over = true;
        caller.lost(loss);
    }

    private void finish(Http2Error why) {
        over = true;
        if (stream != null) {
            channel.reset(stream, why);
        }
    }
}
