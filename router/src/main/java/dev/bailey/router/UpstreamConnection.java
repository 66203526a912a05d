package dev.bailey.router;

import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** One connection to an upstream, and what its pool knows of it. Confined to its lane. */
final class UpstreamConnection {

    private final UpstreamChannel channel;

    private @Nullable ClientName client;
    private long idleSince;
    private boolean closed;
    private boolean letGo;
    private int longLived;

    UpstreamConnection(UpstreamChannel channel) {
        this.channel = channel;
    }

    /** Makes a request, which is told to the caller now or later. */
    void begin(HttpMethod method, String target, UpstreamRequest.Caller caller) {
        channel.begin(method, target, caller);
    }

    ChannelPipeline pipeline() {
        return channel.pipeline();
    }

    /** Whether it may carry another request. */
    boolean hasRoom() {
        return channel.hasRoom();
    }

    void close() {
        channel.close();
    }

    /** How many requests it carries. */
    int requests() {
        return channel.requests();
    }

    /** Whether it takes no more requests, and ends with those that it carries. */
    boolean isLeaving() {
        return channel.isLeaving();
    }

    /** Told when one of several requests is over, and when no more are taken. */
    void whenChanged(Runnable changed) {
        channel.whenChanged(changed);
    }

    /** Looks from time to time whether the other end is still there. */
    void check(long nanos) {
        channel.check(nanos);
    }

    void whenClosed(Runnable left) {
        channel.whenClosed(() -> {
            closed = true;
            left.run();
        });
    }

    /** The upstream has been told that everything on it is of this client. */
    void belongTo(ClientName named) {
        client = named;
    }

    boolean belongsTo(ClientName other) {
        return other.equals(client);
    }

    boolean isClosed() {
        return closed;
    }

    boolean isLetGo() {
        return letGo;
    }

    void letGo() {
        letGo = true;
    }

    /** Of several requests on it, so many more go on without end. */
    void carriesLongLived(int more) {
        longLived += more;
    }

    /** Whether it has no room, and none of its requests will make any soon. */
    boolean isFullOfLongLived() {
        return longLived > 0 && longLived == requests() && !hasRoom();
    }

    void idle(long nanos) {
        idleSince = nanos;
    }

    boolean isIdleLongerThan(long nanosMax, long nanos) {
        return nanos - idleSince > nanosMax;
    }
}
