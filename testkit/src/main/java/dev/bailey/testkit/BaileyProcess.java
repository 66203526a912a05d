package dev.bailey.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Bailey in a process of its own, started from the class path of this one, so that it can be killed. Standard output
 * and error are read together. Thread-safe.
 */
public final class BaileyProcess implements AutoCloseable {

    private static final String MAIN = "dev.bailey.app.Main";
    private static final int LINES_MAX = 100_000;
    private static final long KILL_SECONDS_MAX = 10;

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    private BaileyProcess(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "bailey-" + process.pid() + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts {@code bailey} with these arguments in this folder. */
    public static BaileyProcess start(Path folder, Map<String, String> environment, String... arguments) {
        return startMain(MAIN, folder, environment, arguments);
    }

    static BaileyProcess startMain(String main, Path folder, Map<String, String> environment, String... arguments) {
        return startMain(main, List.of(), folder, environment, arguments);
    }

    /**
     * Starts a class of the test's own.
     *
     * @param options of the JVM, which win over the usual ones
     */
    public static BaileyProcess startMain(
            String main, List<String> options, Path folder, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Many of these run beside each other on few cores: small, and quick to start.
        command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            return new BaileyProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                note(line);
            }
        } catch (IOException e) {
            note("(the output broke off: " + e + ")");
        } finally {
            end();
        }
    }

    private synchronized void note(String line) {
        if (lines.size() < LINES_MAX) {
            lines.add(line);
        }
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /**
     * Waits until a line has come that matches, whenever it came.
     *
     * @throws AssertionError with all output, when it does not come in time, or the process ends without it
     */
    public synchronized String awaitLine(String what, Duration limit, Predicate<String> matches)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        int looked = 0;
        while (true) {
            for (; looked < lines.size(); looked++) {
                if (matches.test(lines.get(looked))) {
                    return lines.get(looked);
                }
            }
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (ended || leftMillis <= 0) {
                throw new AssertionError((ended ? "the process ended without " : "not within " + limit + ": ") + what
                        + "; it said:\n" + String.join("\n", lines));
            }
            wait(leftMillis);
        }
    }

    /** What it has said so far. */
    public synchronized List<String> output() {
        return List.copyOf(lines);
    }

    public long pid() {
        return process.pid();
    }

    /** Sends it a signal, such as STOP. */
    public void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
        if (kill.waitFor() != 0) {
            throw new IllegalStateException("no signal " + name + " to " + pid());
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end; empty when it does not come in time. */
    public Optional<Integer> awaitExit(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
                ? Optional.of(process.exitValue())
                : Optional.empty();
    }

    /** Asks it to end, as Ctrl-C does. */
    public void interrupt() {
        process.destroy();
    }

    /** Kills it, as {@code kill -9} does, and returns once it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(KILL_SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new IllegalStateException("process " + process.pid() + " survives being killed");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
