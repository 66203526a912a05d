package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Keeps docs/cli.md as {@code --help} says it. */
class CliReferenceTest {

    private static final Path REFERENCE = Path.of("../docs/cli.md");

    private static final int WIDTH = 100;

    @Test
    void theReferenceIsWhatHelpSays() throws IOException {
        String made = reference();
        if (Boolean.getBoolean("bailey.write-docs")) {
            Files.writeString(REFERENCE, made);
        }

        assertThat(Files.readString(REFERENCE))
                .as("docs/cli.md is made from --help; make it again with -Dbailey.write-docs=true")
                .isEqualTo(made);
    }

    @Test
    void theListOfCommandsIsOneOfSentences() {
        Shell nowhere = new TestShell(Path.of(""), Map.of()).shell();

        assertThat(Main.commands(nowhere, new LiveWiring()).getSubcommands())
                .allSatisfy((name, command) -> assertThat(
                                command.getCommandSpec().usageMessage().description()[0])
                        .as(name)
                        .endsWith("."));
    }

    private static String reference() {
        Shell nowhere = new TestShell(Path.of(""), Map.of()).shell();
        CommandLine bailey = Main.commands(nowhere, new LiveWiring()).setUsageHelpWidth(WIDTH);
        StringBuilder page = new StringBuilder("# The command line\n\nMade from `bailey --help`; do not edit.\n");
        page.append(section("bailey", bailey));
        bailey.getSubcommands().forEach((name, command) -> {
            page.append(section("bailey " + name, command));
            command.getSubcommands()
                    .forEach((inner, below) -> page.append(section("bailey " + name + " " + inner, below)));
        });
        return page.toString();
    }

    private static String section(String name, CommandLine command) {
        String usage = command.getUsageMessage(Ansi.OFF)
                .lines()
                .map(String::stripTrailing)
                .reduce("", (above, line) -> above + line + "\n");
        return "\n## " + name + "\n\n```\n" + usage + "```\n";
    }
}
