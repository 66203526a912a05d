package dev.bailey.contract;

import dev.bailey.core.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs an application's own tests against both sides: a command that finds the address in {@code BASE_URL} and writes
 * JUnit's XML. How it exits is not looked at. Confined to one thread.
 */
public final class SuiteRun {

    /** What a suite finds the address in. */
    public static final String BASE_URL = "BASE_URL";

    /** More than anybody waits for to tell chance apart. */
    public static final int RUNS_MAX = 20;

    /** For what the command printed last. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final List<String> command;
    private final Path folder;
    private final String results;
    private final Duration limit;
    private final Consumer<String> output;

    /**
     * @param results glob of the files that it writes, relative to the folder
     * @param limit for each run
     * @param output is given what the command prints, line by line, by a thread of its own
     */
    public SuiteRun(List<String> command, Path folder, String results, Duration limit, Consumer<String> output) {
        this.command = List.copyOf(command);
        this.folder = folder;
        this.results = results;
        this.limit = limit;
        this.output = output;
    }

    /**
     * Runs it against the old side, then against the new one.
     *
     * @param runs how often against each, 1 to {@value #RUNS_MAX}
     * @throws Problem if the command cannot be run, does not end, or writes no results
     */
    public SuiteResult run(URI old, URI now, int runs) throws InterruptedException {
        return SuiteResult.of(runs("old", old, runs), runs("new", now, runs));
    }

    private List<Map<String, TestOutcome>> runs(String side, URI url, int runs) throws InterruptedException {
        List<Map<String, TestOutcome>> outcomes = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            outcomes.add(run(side, url));
        }
        return outcomes;
    }

    private Map<String, TestOutcome> run(String side, URI url) throws InterruptedException {
        ResultFiles files = new ResultFiles(folder, results);
        files.begin();
        Process process = start(url);
        Thread reader = new Thread(() -> tell(side, process), "bailey-suite-output");
        reader.setDaemon(true);
        reader.start();
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Problem(
                        Problem.Kind.BUSY,
                        "the suite did not end within " + limit.toSeconds() + " s against the " + side
                                + " side: give it more by --limit");
            }
            reader.join(LAST_WORDS.toMillis());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        List<Path> written = files.written();
        Map<String, TestOutcome> outcomes = JUnitResults.read(written);
        if (outcomes.isEmpty()) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "the suite exited with " + process.exitValue() + " against the " + side
                            + " side and wrote no results to " + results
                            + ": have it write JUnit's XML there, and look at what it printed");
        }
        return outcomes;
    }

    private Process start(URI url) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toAbsolutePath().toFile())
                .redirectErrorStream(true);
        builder.environment().put(BASE_URL, url.toString());
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new Problem(
                    Problem.Kind.UNFIT, "the suite's command cannot be run: " + e.getMessage() + ": check its path", e);
        }
    }

    private void tell(String side, Process process) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.accept(side + " | " + line);
            }
        } catch (IOException e) {
            // It was ended from here.
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
