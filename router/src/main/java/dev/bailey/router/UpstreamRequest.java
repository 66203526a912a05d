package dev.bailey.router;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.HostAndPort;

/**
 * One request to an upstream: first its headers, then its body, then its end. Confined to the event loop of its
 * connection.
 */
interface UpstreamRequest extends BodySink, HeaderSink {

    /** What became of a request that will not be answered, as far as that can be known. */
    enum Loss {
        /** The upstream did not begin with it: it may be sent again, whatever it asks for. */
        UNTOUCHED,
        /**
         * The connection, which had served before, ended before a byte of an answer. Most likely the upstream closed it
         * while it was idle; what may be carried out twice may be sent again.
         */
        STALE,
        /** It may have been carried out. */
        BROKEN
    }

    /** Who makes it. Told nothing more after a loss, after the answer's end, or after it took the request back. */
    interface Caller {
        /** Now the request can be given. */
        void made(UpstreamRequest request);

        /** The upstream names what the answer will need (103, RFC 8297). */
        void hinted(MultiMap headers);

        /** The head of the answer is there. */
        void answered(UpstreamAnswer answer);

        /** Told once, before the answer's end. */
        void lost(Loss loss);
    }

    /** Where it goes, by the plan. */
    HostAndPort peer();

    /** To be called before anything of the body. Both are written as they are: whoever calls has checked them. */
    @Override
    void header(CharSequence name, CharSequence value);

    /** To be called before anything of the body, whose length no header tells. */
    void unknownLength();

    /** Ends it. */
    void end();

    /** Ends it with all of its body. */
    void end(Buffer whole);

    /** The client also takes what stands behind the answer's body. */
    void takesTrailers();

    /** Whether the upstream may decline it after it was begun, so that it is worth keeping what has been sent. */
    boolean mayBeDeclined();

    /** The code of HTTP/2 by which the upstream has ended it, or the one for an upstream that broke off. */
    long resetCode();

    /** Takes it back, so that no upstream takes what has come of it for the whole. */
    void cancel();
}
