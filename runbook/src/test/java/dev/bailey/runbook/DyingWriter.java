package dev.bailey.runbook;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * A process that dies in the middle: it appends entries, or runs half a runbook, and halts without closing anything.
 */
final class DyingWriter {

    static final int EXIT = 77;

    private DyingWriter() {}

    /** Appends {@code entries} entries to the journal, then halts. */
    public static void main(String[] args) throws InterruptedException {
        Journal journal = Journal.open(Path.of(args[0]), InstantSource.system());
        if (args[1].equals("runbook")) {
            new Runbook(journal, List.of(TestStep.named("one"), TestStep.named("two", DyingWriter::halt))).run();
        }
        for (int i = 1; i <= Integer.parseInt(args[1]); i++) {
            journal.append("note", "writer", "entry " + i, Map.of("i", Integer.toString(i)));
        }
        halt();
    }

    /** Runs it to its end, and says with which code it ended. */
    static int run(Path journal, String what) throws IOException, InterruptedException {
        return builder(journal, what).inheritIO().start().waitFor();
    }

    static ProcessBuilder builder(Path journal, String what) {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DyingWriter.class.getName(),
                journal.toString(),
                what);
    }

    private static void halt() {
        Runtime.getRuntime().halt(EXIT);
    }
}
