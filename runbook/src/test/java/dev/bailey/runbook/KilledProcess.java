package dev.bailey.runbook;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Runs {@link KilledPlan} in a process that halts at the first milestone of a kind at which no process of the same
 * folder has halted, and says each milestone that it passes.
 */
final class KilledProcess {

    static final int HALTED = 137;

    private KilledProcess() {}

    /** Takes the folder, the server, and a pattern of milestones at which to halt. */
    public static void main(String[] args) throws InterruptedException, IOException {
        Path folder = Path.of(args[0]);
        Path seen = folder.resolve("halted");
        Set<String> halted = new HashSet<>(StepWorld.lines(seen));
        KilledPlan.run(folder, URI.create(args[1]), name -> {
            System.out.println(name);
            if (name.matches(args[2]) && !halted.contains(name)) {
                note(seen, name);
                Runtime.getRuntime().halt(HALTED);
            }
        });
    }

    static Process start(Path folder, URI server, String haltAt) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcess.class.getName(),
                        folder.toString(),
                        server.toString(),
                        haltAt)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void note(Path seen, String name) {
        try {
            Files.writeString(seen, name + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
