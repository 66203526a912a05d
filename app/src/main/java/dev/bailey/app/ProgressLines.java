package dev.bailey.app;

import dev.bailey.runbook.RunbookListener;
import dev.bailey.runbook.StepStatus;
import dev.bailey.runbook.StepStatus.State;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Shows a run step by step: on a terminal a bar that moves, elsewhere a line now and then. Thread-safe. */
final class ProgressLines implements RunbookListener {

    /** Quick enough to look alive, slow enough to cost nothing. */
    private static final Duration REDRAW = Duration.ofMillis(100);

    /** In a file, a line is for ever. */
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private static final int BAR_WIDTH = 20;
    private static final int LINE_WIDTH = 79;
    private static final int NAME_WIDTH = 10;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean terminal;
    private final LongSupplier nanos;
    private @Nullable StepStatus shown;
    private long shownAtNanos;

    ProgressLines(Shell shell) {
        this(shell.err(), shell.terminal(), System::nanoTime);
    }

    ProgressLines(PrintWriter out, boolean terminal, LongSupplier nanos) {
        this.out = out;
        this.terminal = terminal;
        this.nanos = nanos;
    }

    @Override
    public synchronized void changed(StepStatus status) {
        boolean news = shown == null || !shown.name().equals(status.name()) || shown.state() != status.state();
        Duration since = Duration.ofNanos(nanos.getAsLong() - shownAtNanos);
        if (!news && since.compareTo(terminal ? REDRAW : BETWEEN_LINES) < 0) {
            return;
        }
        shown = status;
        shownAtNanos = nanos.getAsLong();
        if (!terminal) {
            out.println(line(status, ""));
        } else if (status.state() == State.RUNNING) {
            out.print(CLEAR_LINE + cut(line(status, bar(status))));
        } else {
            out.println(CLEAR_LINE + line(status, ""));
        }
        out.flush();
    }

    private static String line(StepStatus status, String bar) {
        String name = status.name()
                + " ".repeat(Math.max(1, NAME_WIDTH - status.name().length()));
        return name + bar + text(status);
    }

    private static String text(StepStatus status) {
        String detail = status.detail().replace('\n', ' ');
        String took = status.took().map(Figures::duration).orElse("");
        return switch (status.state()) {
            case WAITING -> "waiting";
            case ASKING -> "waits: " + detail;
            case RUNNING -> percent(status) + (detail.isEmpty() ? status.title() : detail);
            case DONE -> "done in " + took + (detail.isEmpty() ? "" : ": " + detail);
            case FAILED -> "failed after " + took + ": " + detail;
            case SKIPPED -> detail;
        };
    }

    private static String percent(StepStatus status) {
        return status.fraction().isPresent()
                ? String.format(
                        Locale.ROOT, "%5s  ", Figures.percent(status.fraction().getAsDouble()))
                : "";
    }

    private static String bar(StepStatus status) {
        if (status.fraction().isEmpty()) {
            return "";
        }
        int done = (int) (status.fraction().getAsDouble() * BAR_WIDTH);
        return "[" + "#".repeat(done) + ".".repeat(BAR_WIDTH - done) + "]";
    }

    // A line that wraps could not be cleared again.
    private static String cut(String line) {
        return line.length() <= LINE_WIDTH ? line : line.substring(0, LINE_WIDTH - 3) + "...";
    }
}
