package dev.bailey.router;

import io.vertx.core.net.HostAndPort;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log why an upstream is not trusted. Confined to its lane's event loop. */
final class TlsComplaint {

    private static final Logger LOG = LoggerFactory.getLogger(TlsComplaint.class);

    /** Every request meets the same refusal. */
    private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final HostAndPort peer;
    private long toldAt = System.nanoTime() - AGAIN_NANOS;

    TlsComplaint(HostAndPort peer) {
        this.peer = peer;
    }

    void tell(SSLException untrusted) {
        long now = System.nanoTime();
        if (now - toldAt >= AGAIN_NANOS) {
            toldAt = now;
            LOG.warn(
                    "https://{} is not spoken to: {}; give the file of who vouches for it (ca), or mend its certificate",
                    peer,
                    Upstream.why(untrusted));
        }
    }
}
