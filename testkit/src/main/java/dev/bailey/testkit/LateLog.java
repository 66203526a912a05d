package dev.bailey.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a PostgreSQL server says on one connection: its log arrives so much later than it is sent, anything else at
 * once. What is under way when the connection ends is lost. {@link #asked} and {@link #answered} may be of two threads.
 */
final class LateLog implements AutoCloseable {

    private static final byte[] START = "START_REPLICATION".getBytes(StandardCharsets.US_ASCII);

    /** What a message of the log begins with. Drivers do not wait long for the answer that it is coming. */
    private static final byte COPY_DATA = 'd';

    /** The server has to wait with more. */
    private static final int UNDER_WAY_MAX = 4_096;

    private final OutputStream to;
    private final long delayNanos;
    private final BlockingQueue<Chunk> underWay = new ArrayBlockingQueue<>(UNDER_WAY_MAX);
    private volatile boolean reads;
    private @Nullable Thread deliverer;

    private static final class Chunk {
        private final byte[] bytes;
        private final long dueNanos;

        Chunk(byte[] bytes, long dueNanos) {
            this.bytes = bytes;
            this.dueNanos = dueNanos;
        }
    }

    LateLog(OutputStream to, long delayNanos) {
        this.to = to;
        this.delayNanos = delayNanos;
    }

    /** The server is sent this, once this method returned. */
    void asked(byte[] bytes, int length) {
        reads |= delayNanos > 0 && contains(bytes, length);
    }

    private static boolean contains(byte[] bytes, int length) {
        for (int at = 0; at + START.length <= length; at++) {
            if (Arrays.equals(bytes, at, at + START.length, START, 0, START.length)) {
                return true;
            }
        }
        return false;
    }

    void answered(byte[] bytes, int length) throws IOException, InterruptedException {
        if (!reads || (deliverer == null && bytes[0] != COPY_DATA)) {
            to.write(bytes, 0, length);
            return;
        }
        underWay.put(new Chunk(Arrays.copyOf(bytes, length), System.nanoTime() + delayNanos));
        if (deliverer == null) {
            deliverer = new Thread(this::deliver, "late-log");
            deliverer.setDaemon(true);
            deliverer.start();
        }
    }

    private void deliver() {
        try {
            while (true) {
                Chunk next = underWay.take();
                TimeUnit.NANOSECONDS.sleep(next.dueNanos - System.nanoTime());
                to.write(next.bytes);
            }
        } catch (IOException e) {
            // The reader is gone, and whoever pumps sees that as well.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** To be called by whoever brings the answers. */
    @Override
    public void close() {
        if (deliverer != null) {
            deliverer.interrupt();
        }
    }
}
