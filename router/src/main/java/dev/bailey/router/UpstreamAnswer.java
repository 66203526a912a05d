package dev.bailey.router;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.streams.ReadStream;

/** What an upstream answers: its head, and a body that flows unless it is paused. Confined to its event loop. */
interface UpstreamAnswer extends ReadStream<Buffer> {

    int status();

    /** The words beside the status; where the protocol has none, those of RFC 9110. */
    String reason();

    MultiMap headers();

    /** Whether the head is known to be all there is: its client may have to be told in one piece as well. */
    boolean isEmpty();

    /** What stands behind the body; complete at its end. */
    MultiMap trailers();

    /**
     * Where the upstream has switched the protocol (101): what is left of the connection, paused. To be called at most
     * once, before anything else happens on the loop.
     */
    NetSocket switched();
}
