package dev.bailey.router;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** Takes the parts of a body. Confined to its event loop. */
interface BodySink {

    void write(Buffer part);

    /** Whether it is better not to write more for now. It takes it nevertheless, and keeps it in memory. */
    boolean isFull();

    /** Told once when it is no longer full. */
    void whenDrained(Runnable drained);

    static BodySink of(HttpServerResponse response) {
        return new BodySink() {
            @Override
            public void write(Buffer part) {
                response.write(part);
            }

            @Override
            public boolean isFull() {
                return response.writeQueueFull();
            }

            @Override
            public void whenDrained(Runnable drained) {
                response.drainHandler(now -> drained.run());
            }
        };
    }
}
