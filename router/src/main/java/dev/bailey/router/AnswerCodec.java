package dev.bailey.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers of an upstream on one HTTP/1.1 connection, which carries one request at a time. Confined to the
 * event loop.
 *
 * <p>It stands in the place of Vert.x's own codec, which sees messages, not bytes: there, what an upstream sends beyond
 * an answer waits unseen until it is complete, and is then taken for the answer of whoever asks next, perhaps another
 * user. Here a byte that nobody asked for ends the connection.
 */
final class AnswerCodec extends CombinedChannelDuplexHandler<HttpResponseDecoder, HttpRequestEncoder> {

    /** More words before an answer than any server has a use for, and each is a sign of life. */
    static final int WORDS_BEFORE_MAX = 16;

    /** The name that Vert.x gives to its codec, and takes it away by after an upgrade. */
    private static final String NAME = "codec";

    private static final int DIGITS_OF_A_STATUS = 3;

    private @Nullable HttpMethod asked;
    private boolean answerBegan;
    private boolean inStep = true;
    private boolean lastAnswer;
    private int wordsBefore;

    private AnswerCodec(TrafficLimits limits) {
        init(new Decoder(new HttpDecoderConfig().setMaxHeaderSize(limits.headerBytesMax())), new Encoder());
    }

    /** To be called before the first request; empty where the connection is none of HTTP/1.1. */
    static Optional<AnswerCodec> on(ChannelPipeline pipeline, TrafficLimits limits) {
        if (!(pipeline.get(NAME) instanceof HttpClientCodec)) {
            return Optional.empty();
        }
        AnswerCodec codec = new AnswerCodec(limits);
        pipeline.replace(NAME, NAME, codec);
        return Optional.of(codec);
    }

    /** Whether the upstream has said anything to the last request: then it may have been carried out. */
    boolean answerBegan() {
        return answerBegan;
    }

    /** Whether the connection may carry another request, whose answer would then be the next one on it. */
    boolean isInStep() {
        return inStep && !lastAnswer;
    }

    private void outOfStep(ChannelHandlerContext context, String words) {
        inStep = false;
        context.fireExceptionCaught(new DecoderException(words));
    }

    private final class Encoder extends HttpRequestEncoder {
        @Override
        protected void encode(ChannelHandlerContext context, Object message, List<Object> out) throws Exception {
            if (message instanceof HttpRequest request) {
                asked = request.method();
                answerBegan = false;
                wordsBefore = 0;
            }
            super.encode(context, message, out);
        }
    }

    private final class Decoder extends HttpResponseDecoder {

        private boolean readsWord;

        Decoder(HttpDecoderConfig config) {
            super(config);
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

        /** Vert.x would take it for the whole answer. */
        private void dropUnknownWord(List<Object> out) {
            if (out.get(0) instanceof HttpResponse word && word.decoderResult().isSuccess()) {
                HttpResponseStatus status = word.status();
                if (!status.equals(HttpResponseStatus.CONTINUE) && !status.equals(HttpResponseStatus.EARLY_HINTS)) {
                    out.clear();
                }
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
            return super.createMessage(line);
        }

        /** Told of each head when it is complete. */
        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage head) {
            HttpResponseStatus status = ((HttpResponse) head).status();
            boolean switched = status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
            if (status.codeClass() == HttpStatusClass.INFORMATIONAL && !switched) {
                wordsBefore++;
                if (wordsBefore > WORDS_BEFORE_MAX) {
                    throw new IllegalArgumentException("more than " + WORDS_BEFORE_MAX + " words before an answer");
                }
                readsWord = true;
                return true;
            }
            // Vert.x tells the version of the connection, not that of the answer.
            lastAnswer |= !head.protocolVersion().equals(HttpVersion.HTTP_1_1) && !HttpUtil.isKeepAlive(head);
            if (HttpMethod.HEAD.equals(asked) || super.isContentAlwaysEmpty(head)) {
                return true;
            }
            requireChunkedAlone(head);
            return false;
        }

        /** The decoder would undo the chunks of any list, and nobody would say that another coding is left. */
        private void requireChunkedAlone(HttpMessage head) {
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
}
