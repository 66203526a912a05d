package dev.bailey.router;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Sends what one turn of an event loop has written to all of its connections at the end of that turn, one after the
 * other. A peer that is woken by the first of them finds the next ones while it is awake: that takes a seventh of the
 * CPU of a busy router away. Confined to its event loop.
 */
final class TurnFlush {

    private final Deque<Connection> waiting = new ArrayDeque<>();
    private boolean scheduled;

    /** From here on the connection sends at the end of each turn. */
    void join(ChannelPipeline pipeline) {
        pipeline.addFirst(new Connection());
    }

    private void await(Connection connection, ChannelHandlerContext context) {
        waiting.add(connection);
        if (!scheduled) {
            scheduled = true;
            context.executor().execute(this::flushAll);
        }
    }

    private void flushAll() {
        scheduled = false;
        for (Connection next = waiting.poll(); next != null; next = waiting.poll()) {
            next.flushNow();
        }
    }

    /** Nearest to the socket, so that whatever encrypts has done so. */
    private final class Connection extends ChannelOutboundHandlerAdapter {

        private @Nullable ChannelHandlerContext waits;

        @Override
        public void flush(ChannelHandlerContext context) {
            if (waits == null) {
                waits = context;
                await(this, context);
            }
        }

        /** A socket that closes throws away what was not flushed. */
        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) throws Exception {
            flushNow();
            super.close(context, promise);
        }

        void flushNow() {
            ChannelHandlerContext context = waits;
            waits = null;
            if (context != null) {
                context.flush();
            }
        }
    }
}
