package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import org.jspecify.annotations.Nullable;

/**
 * What stays open for as long as its two ends like, and must be asked to come again when its side no longer serves.
 * Confined to its lane's event loop.
 */
interface LongLived {

    Side side();

    /** By its place, when it was opened. */
    int slice();

    /** Whose it is; null where it says nothing of that. */
    @Nullable String tenant();

    /** Whether the route still names its side. */
    boolean isServedBy(Route route);

    /** Ends it in its own words, after which its client comes again and is routed anew. */
    void askToReconnect();

    /** Ends it whatever its two ends are doing. */
    void cut();

    /** Ends it when nothing has moved for too long. */
    void expireIfQuiet(long nanos, long nanosMax);
}
