package dev.bailey.app;

import picocli.CommandLine.Command;

/** Holds the ways to compare how both sides behave. */
@Command(
        name = "contract",
        description = "Compares how both sides behave, by recorded traffic, by requests with expectations, or by a test"
                + " suite of the application's own.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n")
final class ContractCommand {}
