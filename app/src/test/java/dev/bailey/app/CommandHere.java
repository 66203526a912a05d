package dev.bailey.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * A command of Bailey's that ran in this process, for tests that do not kill it: most of what one takes in a process of
 * its own is that process.
 *
 * @param said results and everything else, as they came
 */
record CommandHere(int exit, String said) {

    static CommandHere run(Path folder, Map<String, String> environment, String... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter lines = new PrintWriter(said);
        Shell shell = new Shell(
                lines, lines, folder, environment, System.getProperty("user.name", "unknown"), /* terminal= */ false);
        int exit = Main.execute(shell, new LiveWiring(), arguments);
        lines.flush();
        return new CommandHere(exit, said.toString());
    }
}
