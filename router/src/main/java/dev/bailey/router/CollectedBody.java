package dev.bailey.router;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** What has come of a body. Confined to its event loop. */
final class CollectedBody {

    private @Nullable Buffer whole;
    private boolean grows;

    int length() {
        return whole == null ? 0 : whole.length();
    }

    @Nullable Buffer whole() {
        return whole;
    }

    /** Most bodies come in one part, which is as good as a copy of it. */
    void add(Buffer part) {
        Buffer before = whole;
        if (before == null) {
            whole = part;
            return;
        }
        if (!grows) {
            grows = true;
            before = Buffer.buffer().appendBuffer(before);
            whole = before;
        }
        before.appendBuffer(part);
    }

    void forget() {
        whole = null;
    }
}
