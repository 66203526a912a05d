package dev.bailey.bench;

import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** One command a table. */
@Command(
        name = "bench/run",
        description = "Measures Bailey beside its peers and prints a table in Markdown. See bench/README.md.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        synopsisSubcommandLabel = "TABLE",
        commandListHeading = "%nTables:%n",
        subcommands = {
            CopyBench.class,
            CatchupBench.class,
            LagBench.class,
            MirrorBench.class,
            FenceBench.class,
            GuardBench.class,
            RouterBench.class,
            SizesBench.class,
            TablesBench.class
        })
public final class Main {

    /** Kept, for a logger that nobody holds forgets its level. */
    private static final Logger LOG = Logger.getLogger("");

    private static final Logger DRIVER = Logger.getLogger("org.mariadb.jdbc");

    private Main() {}

    public static void main(String[] args) {
        LOG.setLevel(Level.WARNING); // the servers tell every step of their start
        DRIVER.setLevel(Level.OFF); // and the driver every write that a guard refuses
        CommandLine commands = new CommandLine(new Main());
        System.exit(args.length == 0 ? commands.execute("--help") : commands.execute(args));
    }
}
