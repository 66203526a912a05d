package dev.bailey.router;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** Passes parts on as they come, and has them looked at. */
record Tee(BodySink to, Consumer<Buffer> look) implements BodySink {

    @Override
    public void write(Buffer part) {
        to.write(part);
        look.accept(part);
    }

    @Override
    public boolean isFull() {
        return to.isFull();
    }

    @Override
    public void whenDrained(Runnable drained) {
        to.whenDrained(drained);
    }
}
