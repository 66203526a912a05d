package dev.bailey.router;

import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpMethod;

/** One connection to an upstream, in the words of one protocol. Confined to its lane's event loop. */
interface UpstreamChannel {

    /** Whether it takes another request now. */
    boolean hasRoom();

    /** Makes a request. To be called where there is room. */
    void begin(HttpMethod method, String target, UpstreamRequest.Caller caller);

    void whenClosed(Runnable closed);

    void close();

    ChannelPipeline pipeline();

    /** How many requests it carries; of those that carry one at a time nobody asks. */
    int requests();

    /** Whether it takes no more requests, and ends with those that it carries. */
    boolean isLeaving();

    /** Told when one of several requests is over, and when no more are taken. */
    void whenChanged(Runnable changed);

    /** Looks from time to time whether the other end is still there. */
    void check(long nanos);
}
