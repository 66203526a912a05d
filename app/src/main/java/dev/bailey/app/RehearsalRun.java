package dev.bailey.app;

import dev.bailey.control.Plan;
import dev.bailey.control.Rehearsal;
import dev.bailey.control.RehearsalBook;
import dev.bailey.control.RehearsalStory;
import dev.bailey.control.StateFolder;
import dev.bailey.core.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A rehearsal in this process: its environment is brought to its beginning, loaded if wished, and the plan runs there.
 */
final class RehearsalRun {

    private static final Duration RESET_LIMIT = Duration.ofHours(2);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private final RehearsalFile file;
    private final Shell shell;

    RehearsalRun(RehearsalFile file, Shell shell) {
        this.file = file;
        this.shell = shell;
    }

    @SuppressWarnings("try") // the signal interrupts this thread
    Rehearsal run() throws InterruptedException {
        Plan plan = file.plan().plan().rehearsing();
        StateFolder real =
                StateFolder.beside(file.plan().path(), file.plan().plan().migration());
        RehearsalBook book = new RehearsalBook(real, InstantSource.system());
        StateFolder folder = real.rehearsal(book.next());
        reset(folder.plans());
        try (StopSignal stop = new StopSignal(shell);
                LiveMigration live =
                        LiveMigration.open(plan, file.plan().parts(), folder, shell.user(), new ProgressLines(shell))) {
            shell.err().println("dashboard  " + live.pageUrl());
            live.migration()
                    .ports()
                    .forEach((name, port) -> shell.err().println("service    " + name + " on port " + port));
            Optional<Process> load = load(folder.plans());
            try {
                return new RehearsalStory(live.migration(), book, InstantSource.system(), shell.err()::println).tell();
            } finally {
                load.ifPresent(RehearsalRun::end);
            }
        }
    }

    private void reset(Path directory) throws InterruptedException {
        if (file.reset().isEmpty()) {
            return;
        }
        shell.err().println("resetting the environment: " + String.join(" ", file.reset()));
        Process process = start(file.reset(), directory);
        if (!process.waitFor(RESET_LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            end(process);
            throw new Problem(
                    Problem.Kind.FAILED,
                    "\"" + String.join(" ", file.reset()) + "\" did not reset the environment: "
                            + (process.isAlive() ? "it took too long" : "it ended with " + process.exitValue()));
        }
    }

    private Optional<Process> load(Path directory) {
        return file.load().isEmpty() ? Optional.empty() : Optional.of(start(file.load(), directory));
    }

    private static Process start(List<String> command, Path directory) {
        try {
            return new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new Problem(
                    Problem.Kind.FAILED,
                    "\"" + String.join(" ", command) + "\" cannot be started: " + e.getMessage(),
                    e);
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
