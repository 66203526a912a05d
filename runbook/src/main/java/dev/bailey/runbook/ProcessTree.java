package dev.bailey.runbook;

import dev.bailey.core.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * All processes that come from one start, known by a variable of their environment, which children inherit even when
 * their parent is gone. Looks at Linux's {@code /proc}, and sees only processes of the same user. Thread-safe.
 */
final class ProcessTree {

    /** Marks the processes; its value names the start. */
    static final String VARIABLE = "BAILEY_STEP";

    private static final Path PROC = Path.of("/proc");

    /** What a program gets for putting its things in order. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Killing takes effect when the system comes to it. */
    private static final long KILL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long LOOK_MILLIS = 20;

    private final byte[] mark;

    /** @param start names what was started, and nothing else on this machine */
    ProcessTree(String start) {
        this.mark = (VARIABLE + "=" + start + "\0").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Whether any of them lives.
     *
     * @param likely number of one that probably does, so that the others need not be looked at
     */
    boolean isAlive(OptionalLong likely) {
        return (likely.isPresent() && isMarked(PROC.resolve(Long.toString(likely.getAsLong())))) || isAlive();
    }

    boolean isAlive() {
        return !processes().isEmpty();
    }

    /** Ends all of them, first politely. Returns when they are gone, or do not go. */
    void end() throws InterruptedException {
        processes().forEach(ProcessHandle::destroy);
        long start = System.nanoTime();
        while (isAlive() && System.nanoTime() - start < GRACE_NANOS) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        start = System.nanoTime();
        List<ProcessHandle> left = processes();
        while (!left.isEmpty() && System.nanoTime() - start < KILL_NANOS) {
            left.forEach(ProcessHandle::destroyForcibly);
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            left = processes();
        }
    }

    private List<ProcessHandle> processes() {
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : all) {
                if (isMarked(process)) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "steps with a command need Linux, whose processes cannot be listed in " + PROC + " here (" + e
                            + ")",
                    e);
        }
        return found;
    }

    private boolean isMarked(Path process) {
        try {
            byte[] environment = Files.readAllBytes(process.resolve("environ"));
            for (int start = 0; start + mark.length <= environment.length; start++) {
                boolean begins = start == 0 || environment[start - 1] == 0;
                if (begins && Arrays.equals(environment, start, start + mark.length, mark, 0, mark.length)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            // Somebody else's, or gone by now.
            return false;
        }
    }
}
