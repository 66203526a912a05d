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
}
