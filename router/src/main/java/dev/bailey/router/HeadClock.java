package dev.bailey.router;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How long a client has been at the head of a request. It asks no clock for each part that comes, but leaves that to
 * whoever looks now and then. Confined to its event loop.
 */
final class HeadClock extends ChannelInboundHandlerAdapter {

    private static final String BODY = "{\"error\":\"the head of the request was too long in coming\"}\n";

    private static final String ANSWER =
            "HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json\r\nContent-Length: " + BODY.length()
                    + "\r\nConnection: close\r\n\r\n" + BODY;

    private @Nullable ChannelHandlerContext context;
    private boolean begun;
    private boolean seen;
    private long since;

    /** Watches what HTTP/1.1 reads; another protocol has no heads that could dribble on a connection of their own. */
    void join(ChannelPipeline pipeline) {
        if (pipeline.get("httpDecoder") != null) {
            pipeline.addBefore("httpDecoder", "headClock", this);
            context = pipeline.context(this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        begun = true;
        reading.fireChannelRead(message);
    }

    /** What comes from now on begins another head. */
    void restart() {
        begun = false;
        seen = false;
    }

    /** To be asked again and again: the time counts from when a begun head was first seen. */
    boolean isLongerThan(long nanosMax, long nanos) {
        if (begun && !seen) {
            seen = true;
            since = nanos;
        }
        return begun && nanos - since > nanosMax;
    }

    /** Says so and closes. */
    void refuse() {
        ChannelHandlerContext here = context;
        if (here != null) {
            restart();
            here.writeAndFlush(Unpooled.copiedBuffer(ANSWER, StandardCharsets.US_ASCII))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }
}
