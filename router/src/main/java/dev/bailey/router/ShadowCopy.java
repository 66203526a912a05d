package dev.bailey.router;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the other side is to be asked, and what the user was answered, while both pass by. This one keeps nothing:
 * all requests that are not in the sample share it. Confined to the request's event loop.
 */
class ShadowCopy {

    static final ShadowCopy NONE = new ShadowCopy();

    /** The whole body of the request, where it is sent in one piece. */
    void uploaded(Buffer whole) {}

    /** Takes the parts of the request's body on their way. */
    BodySink uploading(BodySink to) {
        return to;
    }

    /** The last of these parts has come. */
    void uploadEnded() {}

    /** Takes the parts of the answer's body on their way. */
    BodySink downloading(BodySink to) {
        return to;
    }

    /** There will be no whole answer, or none to compare. */
    void leaveOut(ShadowDrop because) {}

    /**
     * The user has the whole answer.
     *
     * @param body null where there is none, or it has passed by in parts
     */
    void answered(UpstreamAnswer answer, @Nullable Buffer body) {}
}
