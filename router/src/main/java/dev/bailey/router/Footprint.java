package dev.bailey.router;

import io.vertx.core.http.HttpHeaders;
import java.util.Map;

/** What a parked request keeps in memory. */
final class Footprint {

    /**
     * Of a connection and its request without any text: 19,500 took 4.7 KB each, and other transports and TLS take
     * more.
     */
    private static final long OBJECTS_BYTES = 10_000;

    /** What is read of a large body where reading cannot be stopped at once, measured with bodies of 2 MB. */
    private static final long READ_BYTES_MAX = 256 * 1024;

    private Footprint() {}

    /** @param unread whether nothing more is read while it is parked */
    static long of(Incoming incoming, boolean unread) {
        long head = incoming.uri().length();
        for (Map.Entry<String, String> header : incoming.request().headers()) {
            head += header.getKey().length() + header.getValue().length();
        }
        return OBJECTS_BYTES + head + bodyBytes(incoming, unread);
    }

    private static long bodyBytes(Incoming incoming, boolean unread) {
        return switch (incoming.body()) {
            case NONE -> 0;
            // Read as a whole, so that it goes on at its turn when it is released.
            case SMALL -> Long.parseLong(incoming.request().getHeader(HttpHeaders.CONTENT_LENGTH));
            // Its first part may have come with the head, in one read that is kept.
            case STREAMED -> unread ? incoming.client().lastReadBytes() : READ_BYTES_MAX;
        };
    }
}
