package dev.bailey.runbook;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Looks whether a condition holds. Thread-safe. */
public final class Look {

    private final Sender sender;
    private final Path directory;

    /**
     * Looks on its own.
     *
     * @param directory in which programs run
     */
    public Look(Path directory) {
        this(new Sender(), directory);
    }

    Look(Sender sender, Path directory) {
        this.sender = sender;
        this.directory = directory;
    }

    /** Says why it does not hold, if it does not. */
    Optional<String> at(Condition condition) throws InterruptedException {
        try {
            return ask(condition);
        } catch (IOException e) {
            return Optional.of(HttpWork.told(e));
        }
    }

    /**
     * Says why it does not hold, if it does not.
     *
     * @throws IOException when there was no answer, or the program could not be started
     */
    public Optional<String> ask(Condition condition) throws IOException, InterruptedException {
        return condition instanceof HttpCall call ? sender.send(call, "") : exit((Command) condition);
    }

    private Optional<String> exit(Command command) throws IOException, InterruptedException {
        String start = UUID.randomUUID().toString();
        ProcessBuilder builder = new ProcessBuilder(command.arguments())
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(command.environment());
        builder.environment().put(ProcessTree.VARIABLE, start);
        Process process = builder.start();
        boolean ended = false;
        try {
            ended = process.waitFor(command.limit().toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            if (!ended) {
                new ProcessTree(start).end();
            }
        }
        if (!ended) {
            return Optional.of("no exit within " + command.limit().toMillis() + " ms");
        }
        return process.exitValue() == 0 ? Optional.empty() : Optional.of("exit status " + process.exitValue());
    }
}
