package dev.bailey.router;

import io.vertx.core.Future;
import io.vertx.core.net.HostAndPort;

/** Opens connections to one side. Confined to its lane's event loop. */
interface Connector {

    /** Fails with an {@link javax.net.ssl.SSLException} where the side does not prove who it is. */
    Future<UpstreamChannel> connect();

    /** The side, by the plan. */
    HostAndPort peer();
}
