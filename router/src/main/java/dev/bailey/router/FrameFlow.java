package dev.bailey.router;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One direction of an open WebSocket: moves bytes as they come, no faster than the receiver takes them, and can put a
 * last frame of the router's own between two others. Confined to the event loop.
 */
final class FrameFlow {

    private final NetSocket from;
    private final NetSocket to;
    private final Runnable moved;
    private final FrameCursor cursor = new FrameCursor();
    private @Nullable Ending ending;
    private long bytes;
    private boolean ended;
    private boolean finishing;

    /** The frame that ends a flow, before which frame it may be put, and who wants to know when it was. */
    private record Ending(Buffer frame, Predicate<Byte> before, Runnable put) {}

    /** @param moved told of each sign of life */
    FrameFlow(NetSocket from, NetSocket to, Runnable moved) {
        this.from = from;
        this.to = to;
        this.moved = moved;
    }

    void start() {
        from.handler(this::move);
        from.resume();
    }

    /** Ends with this frame at the next place between two frames. What comes after it is thrown away. */
    void endWith(Buffer frame, Runnable put) {
        ending = new Ending(frame, next -> true, put);
        if (cursor.isBetweenFrames()) {
            end();
        }
    }

    /** Ends with this frame in place of the one by which the sender ends the conversation. */
    void endInPlaceOfClose(Buffer frame, Runnable put) {
        ending = new Ending(frame, FrameCursor::beginsClose, put);
        if (cursor.hasSeenClose()) {
            end();
        }
    }

    /** Passed on so far. */
    long bytes() {
        return bytes;
    }

    boolean hasEnded() {
        return ended;
    }

    /**
     * The sender has gone: moves what came of it before, at once, because nobody keeps it any more. That is no more
     * than the sockets held. Completes when all is written, or never will be.
     */
    Future<Void> finish() {
        finishing = true;
        from.resume();
        return written();
    }

    /** Completes when everything that was moved so far is written, or never will be. */
    Future<Void> written() {
        return to.write(Buffer.buffer());
    }

    private void move(Buffer part) {
        moved.run();
        if (ended) {
            return;
        }
        Ending wanted = ending;
        int at = 0;
        while (at < part.length()) {
            if (wanted != null && cursor.isBetweenFrames() && wanted.before().test(part.getByte(at))) {
                pass(part.slice(0, at));
                end();
                return;
            }
            at = cursor.advance(part, at);
        }
        pass(part);
        if (wanted != null && cursor.isBetweenFrames() && cursor.hasSeenClose()) {
            end();
        }
    }

    private void pass(Buffer part) {
        if (part.length() == 0) {
            return;
        }
        bytes += part.length();
        to.write(part);
        if (!finishing && to.writeQueueFull()) {
            from.pause();
            to.drainHandler(drained -> {
                moved.run();
                from.resume();
            });
        }
    }

    private void end() {
        Ending last = ending;
        if (ended || last == null) {
            return;
        }
        ended = true;
        if (!cursor.hasSeenClose()) {
            to.write(last.frame());
        }
        // It may be paused because its receiver was slow; nothing of it goes there any more.
        from.resume();
        last.put().run();
    }
}
