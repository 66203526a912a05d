package dev.bailey.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers of an upstream on one HTTP/1.1 connection, which carries one request at a time. Confined to the
 * event loop.
 *
 * <p>It knows whether there is a question. What an upstream sends beyond an answer would otherwise be taken for the
 * answer of whoever asks next, perhaps another user; here a byte that nobody asked for ends the connection.
 */
final class AnswerDecoder extends HttpResponseDecoder {

    /** More words before an answer than any server has a use for, and each is a sign of life. */
    static final int WORDS_BEFORE_MAX = 16;

    private static final int DIGITS_OF_A_STATUS = 3;
    private static final Set<HttpVersion> VERSIONS = Set.of(HttpVersion.HTTP_1_0, HttpVersion.HTTP_1_1);

    /** Those that are copied to a client without another conversion. */
    private static final HttpHeadersFactory HEADERS = new HttpHeadersFactory() {
        @Override
        public HttpHeaders newHeaders() {
            return Http1xHeaders.httpHeaders();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
            return Http1xHeaders.httpHeaders();
        }
    };

    private @Nullable HttpMethod asked;
    private boolean answerBegan;
    private boolean inStep = true;
    private boolean lastAnswer;
    private boolean readsWord;
    private int wordsBefore;

    AnswerDecoder(TrafficLimits limits) {
        super(new HttpDecoderConfig()
                .setMaxHeaderSize(limits.headerBytesMax())
                .setHeadersFactory(HEADERS)
                .setTrailersFactory(HEADERS));
    }

    /** The next answer is one to this. */
    void expect(HttpMethod method) {
        asked = method;
        answerBegan = false;
        wordsBefore = 0;
    }

    /** Whether the upstream has said anything to the last request: then it may have been carried out. */
    boolean answerBegan() {
        return answerBegan;
    }

    /** Whether the connection may carry another request, whose answer would then be the next one on it. */
    boolean isInStep() {
        return inStep && !lastAnswer && asked == null;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (asked == null || !inStep) {
            ReferenceCountUtil.release(message);
            outOfStep(context, "the upstream said something that nobody had asked for");
            return;
        }
        if (!answerBegan && message instanceof ByteBuf bytes && bytes.isReadable()) {
            answerBegan = true;
            if (bytes.getByte(bytes.readerIndex()) != 'H') {
                // The decoder would skip white space, and wait for the end of a line in anything else.
                bytes.release();
                outOfStep(context, "the upstream's answer is not HTTP");
                return;
            }
        }
        super.channelRead(context, message);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) throws Exception {
        if (asked == null) {
            // What is left behind the answer, in the same packet.
            bytes.skipBytes(bytes.readableBytes());
            outOfStep(context, "the upstream said more than its answer");
            return;
        }
        super.decode(context, bytes, out);
        if (out.isEmpty() || !(out.get(out.size() - 1) instanceof LastHttpContent last)) {
            return;
        }
        if (readsWord) {
            readsWord = false;
            dropUnknownWord(out);
        } else {
            asked = null;
            inStep = last.decoderResult().isSuccess() && !bytes.isReadable();
        }
    }

    private void outOfStep(ChannelHandlerContext context, String words) {
        inStep = false;
        context.fireExceptionCaught(new DecoderException(words));
    }

    /** A word that nobody here knows is none that anybody waits for. */
    private static void dropUnknownWord(List<Object> out) {
        if (out.get(0) instanceof HttpResponse word
                && word.decoderResult().isSuccess()
                && !word.status().equals(HttpResponseStatus.EARLY_HINTS)) {
            out.clear();
        }
    }

    @Override
    protected HttpMessage createMessage(String[] line) {
        String status = line[1];
        boolean threeDigits = status.length() == DIGITS_OF_A_STATUS
                && status.charAt(0) != '0'
                && isDigit(status.charAt(0))
                && isDigit(status.charAt(1))
                && isDigit(status.charAt(2));
        if (!threeDigits) {
            throw new IllegalArgumentException("a status has three digits, the first of them not 0");
        }
        HttpMessage head = super.createMessage(line);
        if (!VERSIONS.contains(head.protocolVersion())) {
            throw new IllegalArgumentException("this connection speaks HTTP/1.1");
        }
        return head;
    }

    /** Told of each head when it is complete. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage head) {
        HttpResponseStatus status = ((HttpResponse) head).status();
        if (status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            return true;
        }
        if (status.codeClass() == HttpStatusClass.INFORMATIONAL) {
            wordsBefore++;
            if (wordsBefore > WORDS_BEFORE_MAX) {
                throw new IllegalArgumentException("more than " + WORDS_BEFORE_MAX + " words before an answer");
            }
            readsWord = true;
            return true;
        }
        if (head.headers().contains("")) {
            throw new IllegalArgumentException("a header has a name");
        }
        lastAnswer |= !HttpUtil.isKeepAlive(head);
        if (HttpMethod.HEAD.equals(asked) || super.isContentAlwaysEmpty(head)) {
            return true;
        }
        requireChunkedAlone(head);
        return false;
    }

    /** The decoder would undo the chunks of any list, and nobody would say that another coding is left. */
    private static void requireChunkedAlone(HttpMessage head) {
        String coding = head.headers().get(HttpHeaderNames.TRANSFER_ENCODING);
        if (coding != null
                && (!coding.equalsIgnoreCase("chunked")
                        || head.headers()
                                        .getAll(HttpHeaderNames.TRANSFER_ENCODING)
                                        .size()
                                > 1)) {
            throw new IllegalArgumentException("this router knows no other transfer coding than chunked");
        }
    }

    private static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }
}
