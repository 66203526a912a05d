package dev.bailey.router;

import dev.bailey.core.Route;
import dev.bailey.core.Side;

/**
 * Is told what happens to one request, from its arrival to its end. This one takes no notice: where nobody asked to see
 * single requests, all share it. Confined to the request's event loop.
 */
class Witness {

    static final Witness NONE = new Witness();

    /** The router answered it itself, because the request was wrong. */
    void refused() {}

    /** It was parked for so long. */
    void held(long nanos) {}

    void routed(Route route, Side side) {}

    /** Whether the witness gives this header itself, in place of what came from the client. */
    boolean gives(String header) {
        return false;
    }

    /** Its head is about to go to the side, complete but for what the witness adds. */
    void sending(UpstreamRequest upstream) {}

    /** The connection broke, and it will be sent once more. */
    void triedInVain() {}

    /** The side has begun to answer. */
    void answered(int status) {}

    void failed(Failure failure) {}

    void clientGone() {}

    /** How much was passed on after the protocol was switched. */
    void tunnelled(long bytesIn, long bytesOut) {}

    /** Nothing more happens to it, except that an answer which is being given in this turn of the loop ends. */
    void over() {}
}
