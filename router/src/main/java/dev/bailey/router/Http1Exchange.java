package dev.bailey.router;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One request and its answer on a connection by HTTP/1.1. Confined to its event loop. */
final class Http1Exchange implements UpstreamRequest {

    private static final int HEAD_BYTES = 512;
    private static final int CRLF = '\r' << 8 | '\n';
    private static final int COLON_SPACE = ':' << 8 | ' ';
    private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHUNKED = "Transfer-Encoding: chunked\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final ByteBuf END_OF_CHUNK = constant("\r\n");
    private static final ByteBuf LAST_CHUNK = constant("0\r\n\r\n");

    private final Http1Channel channel;
    private final Caller caller;
    /** Null as soon as it is written. */
    private @Nullable ByteBuf head;

    private boolean chunked;
    private boolean sent;
    private @Nullable Runnable whenDrained;
    private @Nullable Http1Answer answer;
    private boolean over;

    Http1Exchange(Http1Channel channel, Caller caller, HttpMethod method, String target) {
        this.channel = channel;
        this.caller = caller;
        ByteBuf begun = channel.alloc().ioBuffer(HEAD_BYTES);
        ascii(begun, method.name());
        begun.writeByte(' ');
        ascii(begun, target);
        begun.writeBytes(VERSION);
        this.head = begun;
    }

    @Override
    public HostAndPort peer() {
        return channel.peer();
    }

    @Override
    public void header(CharSequence name, CharSequence value) {
        ByteBuf begun = open();
        ascii(begun, name);
        begun.writeShort(COLON_SPACE);
        ascii(begun, value);
        begun.writeShort(CRLF);
    }

    @Override
    public void unknownLength() {
        open().writeBytes(CHUNKED);
        chunked = true;
    }

    @Override
    public void write(Buffer part) {
        if (over || sent || part.length() == 0) {
            return;
        }
        sendHead();
        ByteBuf bytes = ((BufferInternal) part).getByteBuf();
        if (chunked) {
            ByteBuf size = channel.alloc().ioBuffer(Integer.BYTES * 2 + 2);
            ascii(size, Integer.toHexString(bytes.readableBytes()));
            size.writeShort(CRLF);
            channel.write(size);
            channel.write(bytes);
            channel.write(END_OF_CHUNK.duplicate());
        } else {
            channel.write(bytes);
        }
        channel.flush();
    }

    @Override
    public boolean isFull() {
        return !channel.isWritable();
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
        sendHead();
        if (chunked) {
            channel.write(LAST_CHUNK.duplicate());
        }
        sent = true;
        channel.flush();
    }

    @Override
    public void end(Buffer whole) {
        if (over || sent) {
            return;
        }
        ByteBuf bytes = ((BufferInternal) whole).getByteBuf();
        ByteBuf begun = open();
        begun.writeShort(CRLF).writeBytes(bytes);
        head = null;
        sent = true;
        channel.write(begun);
        channel.flush();
    }

    @Override
    public void takesTrailers() {
        // Chunks may have trailers without being asked for them.
    }

    @Override
    public boolean mayBeDeclined() {
        return false;
    }

    @Override
    public long resetCode() {
        return Http2Front.INTERNAL_ERROR;
    }

    @Override
    public void cancel() {
        if (!over) {
            finish();
            channel.close();
        }
    }

    void drained() {
        Runnable waiting = whenDrained;
        whenDrained = null;
        if (waiting != null) {
            waiting.run();
        }
    }

    void head(HttpResponse told) {
        HttpResponseStatus status = told.status();
        if (status.equals(HttpResponseStatus.EARLY_HINTS)) {
            caller.hinted((Http1xHeaders) told.headers());
            return;
        }
        Http1Answer begun = new Http1Answer(this, told);
        answer = begun;
        if (!status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            caller.answered(begun);
        }
    }

    void part(HttpContent part) {
        if (answer == null) {
            part.release();
        } else {
            answer.flow(BufferInternal.safeBuffer(part.content()));
        }
    }

    void lastPart(LastHttpContent last) {
        Http1Answer ending = answer;
        if (ending == null) {
            last.release();
            return;
        }
        if (ending.status() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            last.release();
            caller.answered(ending);
            return;
        }
        if (last.content().isReadable()) {
            ending.flow(BufferInternal.safeBuffer(last.content()));
        } else {
            last.release();
        }
        ending.complete(last.trailingHeaders() instanceof Http1xHeaders behind ? behind : HttpHeaders.headers());
    }

    void lost(Loss loss) {
        finish();
        caller.lost(loss);
    }

    /** Whether all of the answer is here, though it may not have been taken yet. */
    boolean isAnswered() {
        return answer != null && answer.isComplete();
    }

    /** The connection carries something else from here on. */
    NetSocket switched() {
        over = true;
        return channel.handOver();
    }

    boolean isOver() {
        return over;
    }

    /** The answer is at its end. What was not sent by now has no place to go, and nothing else has its place there. */
    void answered() {
        boolean whole = sent;
        finish();
        if (!whole) {
            channel.close();
        }
    }

    void read(boolean reads) {
        if (!over) {
            channel.read(reads);
        }
    }

    private void finish() {
        over = true;
        ByteBuf begun = head;
        head = null;
        if (begun != null) {
            begun.release();
        }
        channel.over(this);
    }

    private ByteBuf open() {
        ByteBuf begun = head;
        if (begun == null) {
            throw new IllegalStateException("the head was sent, and nothing can be added to it");
        }
        return begun;
    }

    private void sendHead() {
        ByteBuf begun = head;
        if (begun != null) {
            head = null;
            channel.write(begun.writeShort(CRLF));
        }
    }

    private static void ascii(ByteBuf to, CharSequence text) {
        if (text instanceof AsciiString bytes) {
            to.writeBytes(bytes.array(), bytes.arrayOffset(), bytes.length());
        } else {
            ByteBufUtil.writeAscii(to, text);
        }
    }

    private static ByteBuf constant(String text) {
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer()
                .writeBytes(text.getBytes(StandardCharsets.US_ASCII))
                .asReadOnly());
    }
}
