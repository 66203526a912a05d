package dev.bailey.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command above all others, which only holds what they share. */
@Command(
        name = "bailey",
        description = "Moves a live production system from one environment to another while it keeps serving users.",
        versionProvider = BaileyVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Done as asked",
            "1:A gate is closed, or a verdict is Different or Unknown",
            "2:The plan or the command is wrong",
            "3:The world failed: a server, the network, a disk"
        })
final class BaileyCommand {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help, and do nothing else")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version, and do nothing else")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean version;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Log to standard error what Bailey does, and where failures come from")
    void verbose(boolean verbose) {
        LogLine.configure(verbose);
    }
}
