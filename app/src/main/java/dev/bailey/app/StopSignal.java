package dev.bailey.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGTERM and Ctrl-C into an interrupt of the thread that made this, and keeps the process alive until that
 * thread has closed down, within a limit.
 */
final class StopSignal implements AutoCloseable {

    /** A supervisor that wants Bailey gone kills it soon after this. */
    private static final int CLOSE_SECONDS_MAX = 20;

    private final Shell shell;
    private final Thread main = Thread.currentThread();
    private final CountDownLatch closed = new CountDownLatch(1);

    StopSignal(Shell shell) {
        this.shell = shell;
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "bailey-stop"));
    }

    /** Whether the process is on its way out already. Whoever begins something then is refused by the machine. */
    static boolean isUnderWay() {
        Thread none = new Thread(() -> {}, "bailey-stops-already");
        try {
            Runtime.getRuntime().addShutdownHook(none);
            Runtime.getRuntime().removeShutdownHook(none);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** Returns once the process is told to stop. What follows is closing down, which is not to be interrupted. */
    void await() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            return;
        }
    }

    /** Returns once the time is over or the process is told to stop, whatever is first. */
    void await(Duration limit) {
        try {
            boolean never = new CountDownLatch(1).await(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (never) {
                throw new IllegalStateException("nobody counts it down");
            }
        } catch (InterruptedException e) {
            return;
        }
    }

    private void stop() {
        if (closed.getCount() == 0) {
            return;
        }
        main.interrupt();
        try {
            if (!closed.await(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                shell.err().println("bailey: did not close in time; the next run goes on where this one stood");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything is closed; the process may end. */
    @Override
    public void close() {
        closed.countDown();
    }
}
