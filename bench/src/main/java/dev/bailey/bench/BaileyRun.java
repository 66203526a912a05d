package dev.bailey.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.testkit.BaileyProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A plan of one store, and {@code bailey run} on it in a process of its own, asked by the other commands. */
final class BaileyRun implements AutoCloseable {

    private static final String MAIN = "dev.bailey.app.Main";
    private static final String PLAN = "migration.yaml";
    private static final Duration READY_MAX = Duration.ofMinutes(60);
    private static final Duration ANSWER_MAX = Duration.ofMinutes(5);

    /** A gate that was closed by a comparison under way opens again. */
    private static final int ASKED_MAX = 60;

    private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Path folder;
    private final BaileyProcess process;

    private BaileyRun(Path folder, BaileyProcess process) {
        this.folder = folder;
        this.process = process;
    }

    static BaileyRun start(String from, String into, String heap) {
        try {
            Path folder = Files.createTempDirectory("bench");
            Files.writeString(folder.resolve(PLAN), """
                    migration: bench
                    stores:
                      one:
                        engine: postgresql
                        source: %s
                        target: %s
                    cutover: { hold: { max: 60s }, lease: 90s }
                    """.formatted(from, into));
            List<String> options = List.of("-Xmx" + heap, "-XX:TieredStopAtLevel=4");
            return new BaileyRun(folder, BaileyProcess.startMain(MAIN, options, folder, Map.of(), "run", PLAN));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitReady() throws InterruptedException {
        process.awaitLine("ready", READY_MAX, line -> line.startsWith("ready:"));
    }

    JsonNode status() throws InterruptedException {
        return ask("status");
    }

    /** Asks until every gate is open. */
    void move(String direction) throws InterruptedException {
        JsonNode answer = ask(direction);
        for (int asked = 1; !answer.path("outcome").asText().equals("done"); asked++) {
            System.err.println(direction + ": " + answer);
            if (asked == ASKED_MAX) {
                throw new IllegalStateException("no " + direction + ": " + answer);
            }
            LockSupport.parkNanos(BETWEEN_NANOS);
            answer = ask(direction);
        }
    }

    private JsonNode ask(String command) throws InterruptedException {
        try (BaileyProcess asking =
                BaileyProcess.startMain(MAIN, List.of(), folder, Map.of(), command, "--json", "--plan=" + PLAN)) {
            if (asking.awaitExit(ANSWER_MAX).isEmpty()) {
                throw new IllegalStateException(command + " does not end");
            }
            String said = String.join("\n", asking.output());
            return new ObjectMapper().readTree(said.substring(Math.max(0, said.indexOf('{'))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(command + " answered no JSON", e);
        }
    }

    double peakMemory() {
        return Memory.peakMegabytes(process.pid());
    }

    @Override
    public void close() {
        process.output().forEach(System.err::println);
        process.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
