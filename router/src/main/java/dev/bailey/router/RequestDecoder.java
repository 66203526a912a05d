package dev.bailey.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Vert.x's decoder of HTTP/1.1, which refuses besides what that one mends: it unfolds values, skips space before the
 * request line, and parts its words at any number of spaces and tabs. Whoever stands before or behind the router may
 * have read such a head otherwise. Confined to the event loop of its connection.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {

    private static final String NAME = "httpDecoder";

    private boolean inHead = true;
    private boolean lineRead;
    private boolean broken;
    private int wordEnd;

    RequestDecoder(Http1ServerConfig config) {
        super(config);
    }

    /** Takes the place of Vert.x's own, before the first byte was read; nothing where HTTP/2 is spoken. */
    static void install(ChannelPipeline pipeline, TrafficLimits limits) {
        if (pipeline.get(NAME) == null) {
            return;
        }
        Http1ServerConfig config = new Http1ServerConfig()
                .setMaxInitialLineLength(limits.initialLineBytesMax())
                .setMaxHeaderSize(limits.headerBytesMax());
        pipeline.replace(NAME, NAME, new RequestDecoder(config));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (inHead && isFolded(in)) {
            broken = true;
            in.skipBytes(in.readableBytes());
            HttpMessage unread = createInvalidMessage();
            unread.setDecoderResult(DecoderResult.failure(new UnreadableHead("a line of the head begins with space")));
            out.add(unread);
            return;
        }
        int before = out.size();
        super.decode(context, in, out);
        if (out.size() > before) {
            Object last = out.get(out.size() - 1);
            inHead = last instanceof LastHttpContent || (inHead && !(last instanceof HttpRequest));
            lineRead = false;
        }
    }

    /** Whether any line up to the empty one begins with space. Each call begins at a line's start. */
    private boolean isFolded(ByteBuf in) {
        int line = in.readerIndex();
        int end = in.writerIndex();
        // Empty lines before the request line are no end of anything.
        while (!lineRead && line < end && isLineEnd(in.getByte(line))) {
            line++;
        }
        while (line < end) {
            byte first = in.getByte(line);
            if (first == ' ' || first == '\t') {
                return true;
            }
            int feed = in.indexOf(line, end, (byte) '\n');
            if (feed < 0 || (first == '\r' && feed == line + 1)) {
                return false;
            }
            line = feed + 1;
        }
        return false;
    }

    private static boolean isLineEnd(byte letter) {
        return letter == '\r' || letter == '\n';
    }

    @Override
    protected String splitFirstWordInitialLine(byte[] line, int start, int length) {
        wordEnd = start + length;
        return super.splitFirstWordInitialLine(line, start, length);
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        checkSpace(line, start);
        wordEnd = start + length;
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        checkSpace(line, start);
        return super.splitThirdWordInitialLine(line, start, length);
    }

    private void checkSpace(byte[] line, int start) {
        if (start != wordEnd + 1 || line[wordEnd] != ' ') {
            throw new UnreadableHead("the words of the request line are parted by more than one space");
        }
    }

    @Override
    protected HttpMessage createMessage(String[] line) {
        String version = line[2];
        if (!version.equals("HTTP/1.1") && !version.equals("HTTP/1.0")) {
            throw isVersion(version) ? new UnknownVersion() : new UnreadableHead("the request line names no version");
        }
        lineRead = true;
        return super.createMessage(line);
    }

    /** {@code HTTP/} and two digits (RFC 9112, 2.3). */
    private static boolean isVersion(String text) {
        return text.length() == 8
                && text.startsWith("HTTP/")
                && isDigit(text.charAt(5))
                && text.charAt(6) == '.'
                && isDigit(text.charAt(7));
    }

    private static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }

    /** In the version that the router speaks, whatever it was that could not be read. */
    @Override
    protected HttpMessage createInvalidMessage() {
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/bad-request");
    }

    /** What no server should have to guess the meaning of. */
    static final class UnreadableHead extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        UnreadableHead(String words) {
            super(words);
        }
    }

    /** A version of HTTP that this router does not speak. */
    static final class UnknownVersion extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        UnknownVersion() {
            super("this router speaks HTTP/1.1");
        }
    }
}
