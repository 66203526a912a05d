package dev.bailey.router;

import io.vertx.core.net.HostAndPort;
import java.net.ProtocolException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log why an upstream is not spoken to although it is there. Confined to its lane's event loop. */
final class ConnectComplaint {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectComplaint.class);

    /** Every request meets the same refusal. */
    private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final HostAndPort peer;
    private long toldAt = System.nanoTime() - AGAIN_NANOS;

    ConnectComplaint(HostAndPort peer) {
        this.peer = peer;
    }

    void tell(SSLException untrusted) {
        if (isDue()) {
            LOG.warn(
                    "https://{} is not spoken to: {}; give the file of who vouches for it (ca), or mend its certificate",
                    peer,
                    Upstream.why(untrusted));
        }
    }

    void tell(ProtocolException other) {
        if (isDue()) {
            LOG.warn(
                    "{} does not speak HTTP/2 as the plan says: {}; leave protocol out of the plan, or have it speak that",
                    peer,
                    other.getMessage());
        }
    }

    private boolean isDue() {
        long now = System.nanoTime();
        if (now - toldAt < AGAIN_NANOS) {
            return false;
        }
        toldAt = now;
        return true;
    }
}
