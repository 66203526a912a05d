package dev.bailey.app;

import dev.bailey.telling.Notice;
import java.io.PrintWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * One line for what people are told of a running migration: when users were moved, and what was in the way of that.
 * Printed by a thread of its own, for nothing of the run may wait for whoever reads it. Thread-safe.
 */
final class NoticeLines implements AutoCloseable {

    /** The lines of steps say these. */
    private static final Set<Notice.Event> SAID_ELSEWHERE =
            EnumSet.of(Notice.Event.READY, Notice.Event.STEP_FAILED, Notice.Event.STEP_WAITS, Notice.Event.UPDATE);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private static final int LAST_LINES_SECONDS = 2;

    private final PrintWriter out;
    private final ExecutorService printing = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "notice-lines");
        thread.setDaemon(true);
        return thread;
    });

    NoticeLines(PrintWriter out) {
        this.out = out;
    }

    void tell(Notice notice) {
        if (!SAID_ELSEWHERE.contains(notice.event())) {
            printing.execute(() -> out.println(line(notice)));
        }
    }

    private static String line(Notice notice) {
        String more = notice.text().lines().findFirst().map(text -> "; " + text).orElse("");
        return TIME.format(notice.at()) + "  " + notice.title() + more;
    }

    /** Prints what waits, if that goes within some seconds. */
    @Override
    public void close() {
        printing.shutdown();
        try {
            var unused = printing.awaitTermination(LAST_LINES_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
