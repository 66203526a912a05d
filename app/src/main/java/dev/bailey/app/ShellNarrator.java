package dev.bailey.app;

import dev.bailey.runbook.StepStatus;
import java.util.Locale;

/** Tells the demo's story on the shell: sentences with the time since it began, and the steps in between. */
final class ShellNarrator implements Narrator {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Shell shell;
    private final ProgressLines steps;
    private final long startNanos = System.nanoTime();

    ShellNarrator(Shell shell) {
        this.shell = shell;
        this.steps = new ProgressLines(shell);
    }

    @Override
    public void say(String sentence) {
        double seconds = (System.nanoTime() - startNanos) / NANOS_PER_SECOND;
        shell.err().println(String.format(Locale.ROOT, "%5.1f s  %s", seconds, sentence));
    }

    @Override
    public void changed(StepStatus status) {
        steps.changed(status);
    }
}
