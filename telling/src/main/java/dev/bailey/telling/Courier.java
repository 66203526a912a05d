package dev.bailey.telling;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings notices to one channel, in order, on a thread of its own. Whoever tells something never waits: what does not
 * fit is counted, and the next notice that arrives says so. Thread-safe.
 */
final class Courier {

    /** Far more than happens in the time for which one is tried, unless something flickers. */
    static final int QUEUE_MAX = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private final Channel channel;
    private final Patience patience;

    /** Ends with an empty one. */
    private final BlockingQueue<Optional<Notice>> queue = new ArrayBlockingQueue<>(QUEUE_MAX);

    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicLong told = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    /** How many of the failed and dropped nobody at the other end knows of. */
    private final AtomicLong missing = new AtomicLong();

    private volatile @Nullable String trouble;
    private final Thread thread;

    Courier(Channel channel, Patience patience) {
        this.channel = channel;
        this.patience = patience;
        this.thread = new Thread(this::run, "bailey-telling");
        thread.setDaemon(true);
        thread.start();
    }

    void tell(Notice notice) {
        if (isClosing() || !queue.offer(Optional.of(notice))) {
            dropped.incrementAndGet();
            missing.incrementAndGet();
        }
    }

    TellingStatus status() {
        return new TellingStatus(
                channel.name(), told.get(), failed.get(), dropped.get(), queue.size(), Optional.ofNullable(trouble));
    }

    /** What is in the queue has one more chance each, and no new ones come. Returns at once. */
    void close() {
        closing.countDown();
        if (!queue.offer(Optional.empty())) {
            LOG.debug("{}: the queue is full, so nobody waits at its end", channel.name());
        }
    }

    /** Ends it at the latest after this time, whatever it is doing. */
    void awaitEnd(Duration limit) {
        try {
            thread.join(Math.max(1, limit.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void run() {
        try {
            for (Optional<Notice> next = next(); next.isPresent(); next = next()) {
                bring(next.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // its time is up
        }
    }

    private Optional<Notice> next() throws InterruptedException {
        if (!isClosing()) {
            return queue.take();
        }
        Optional<Notice> left = queue.poll();
        return left == null ? Optional.empty() : left;
    }

    private void bring(Notice notice) throws InterruptedException {
        long start = System.nanoTime();
        for (int attempts = 1; ; attempts++) {
            Optional<Undelivered> failure = attempt(notice);
            if (failure.isEmpty()) {
                return;
            }
            Duration wait = patience.after(attempts);
            boolean late = System.nanoTime() - start + wait.toNanos()
                    > patience.total().toNanos();
            if (late || !failure.get().mayGoBetter() || closing.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                failed.incrementAndGet();
                missing.incrementAndGet();
                LOG.warn(
                        "{}: given up after {} attempts: \"{}\": {}",
                        channel.name(),
                        attempts,
                        notice.title(),
                        failure.get().because());
                return;
            }
        }
    }

    private Optional<Undelivered> attempt(Notice notice) throws InterruptedException {
        long before = missing.get();
        try {
            channel.deliver(notice, before);
            missing.addAndGet(-before);
            told.incrementAndGet();
            trouble = null;
            return Optional.empty();
        } catch (Undelivered undelivered) {
            if (trouble == null) {
                LOG.warn("{}: {}; it is tried again for a while", channel.name(), undelivered.because());
            }
            trouble = undelivered.because();
            return Optional.of(undelivered);
        } catch (RuntimeException bug) {
            // not in its own words, which may hold an address or a password
            String where = bug.getClass().getSimpleName() + " at " + List.of(bug.getStackTrace());
            LOG.error("a bug in telling people by {}: {}", channel.name(), where);
            trouble = "a bug in Bailey: " + bug.getClass().getSimpleName();
            return Optional.of(new Undelivered("a bug in Bailey", /* again= */ false));
        }
    }
}
