package dev.bailey.router;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.bailey.core.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the access log on a thread of its own. What it cannot write in time, or at all, it drops and counts: no
 * request ever waits for a disk. Thread-safe.
 */
final class AccessLogWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AccessLogWriter.class);

    /** Some tenths of a second of the traffic that two event loops carry; about 3 KB each at the very most. */
    static final int LINES_MAX = 16_384;

    private static final int PART_BYTES = 64 * 1024;
    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);
    private static final Duration QUIET_AFTER_WARNING = Duration.ofMinutes(1);

    private static final ObjectWriter JSON = JsonMapper.builder()
            .addModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
            .build()
            .writerFor(AccessLine.class);

    private final String service;
    private final AccessLog settings;
    private final LogFile file;
    private final Thread thread;
    /** Without locks, because event loops put in; its size is counted beside it, because it cannot tell it cheaply. */
    private final Queue<AccessLine> lines = new ConcurrentLinkedQueue<>();

    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder written = new LongAdder();
    private volatile boolean idle;
    private volatile boolean closing;
    private long warnedAt = System.nanoTime() - QUIET_AFTER_WARNING.toNanos();

    private AccessLogWriter(String service, AccessLog settings) {
        this.service = service;
        this.settings = settings;
        this.file = new LogFile(settings.file());
        this.thread = new Thread(this::run, "router-" + service + "-access-log");
        thread.setDaemon(true);
    }

    static AccessLogWriter start(String service, AccessLog settings) {
        settings.file().map(Path::toAbsolutePath).ifPresent(path -> requirePlace(service, path));
        AccessLogWriter writer = new AccessLogWriter(service, settings);
        writer.thread.start();
        return writer;
    }

    private static void requirePlace(String service, Path path) {
        Path folder = path.getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(path)) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "router " + service + " cannot keep its access log in " + path
                            + ": name a file in a folder that exists, or - for the standard output");
        }
    }

    /** Never waits. */
    void offer(AccessLine line) {
        if (waiting.incrementAndGet() > LINES_MAX) {
            waiting.decrementAndGet();
            dropped.increment();
            return;
        }
        lines.add(line);
        if (idle) {
            LockSupport.unpark(thread);
        }
    }

    long written() {
        return written.sum();
    }

    long dropped() {
        return dropped.sum();
    }

    private void run() {
        ByteArrayOutputStream part = new ByteArrayOutputStream(PART_BYTES);
        while (!closing || !lines.isEmpty()) {
            int count = collect(part);
            if (count > 0) {
                append(part, count);
            } else {
                waitForLines();
            }
        }
        try {
            file.close();
        } catch (IOException e) {
            warn(e);
        }
    }

    private int collect(ByteArrayOutputStream part) {
        part.reset();
        int count = 0;
        while (part.size() < PART_BYTES) {
            AccessLine line = lines.poll();
            if (line == null) {
                return count;
            }
            waiting.decrementAndGet();
            part.writeBytes(json(line));
            part.write('\n');
            count++;
        }
        return count;
    }

    private byte[] json(AccessLine line) {
        try {
            return JSON.writeValueAsBytes(settings.showsQueries() ? line : line.masked());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line of the access log is no JSON: " + line, e);
        }
    }

    private void append(ByteArrayOutputStream part, int count) {
        try {
            file.append(ByteBuffer.wrap(part.toByteArray()));
            written.add(count);
        } catch (IOException e) {
            dropped.add(count);
            warn(e);
        }
    }

    private void warn(IOException e) {
        long now = System.nanoTime();
        if (now - warnedAt >= QUIET_AFTER_WARNING.toNanos()) {
            warnedAt = now;
            LOG.warn(
                    "{}: the access log {} cannot be written ({}); its lines are dropped and counted until it can",
                    service,
                    settings.file().map(Path::toString).orElse("on the standard output"),
                    e.toString());
        }
    }

    private void waitForLines() {
        idle = true;
        if (lines.isEmpty() && !closing) {
            LockSupport.park(this);
        }
        idle = false;
    }

    /** Writes what waits, for a limited time: a disk that hangs keeps nobody from leaving. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(TimeUnit.NANOSECONDS.toMillis(CLOSE_MAX.toNanos()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
