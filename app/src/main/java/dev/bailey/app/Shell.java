package dev.bailey.app;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a command runs.
 *
 * @param out for results
 * @param err for everything else
 * @param folder to which paths on the command line are relative
 * @param user who asks, as the journal will name them
 * @param terminal whether a person sees the output as it comes
 */
record Shell(
        PrintWriter out, PrintWriter err, Path folder, Map<String, String> environment, String user, boolean terminal) {

    Shell {
        environment = Map.copyOf(environment);
    }

    /** That of this process. Results are UTF-8 whatever the locale, because programs read them. */
    static Shell ofProcess() {
        return new Shell(
                new PrintWriter(System.out, /* autoFlush= */ true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, /* autoFlush= */ true, StandardCharsets.UTF_8),
                Path.of(""),
                System.getenv(),
                System.getProperty("user.name", "unknown"),
                isTerminal());
    }

    // From JDK 22 on there is always a console, unless this one is asked for; it is there only on a terminal.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        System.setProperty("jdk.console", "java.base");
        return System.console() != null;
    }

    PlanFile plan(Path path) {
        PlanFile plan = PlanFile.read(folder.resolve(path), environment);
        plan.warnings().forEach(err::println);
        return plan;
    }
}
