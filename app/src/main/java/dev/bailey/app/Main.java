package dev.bailey.app;

import dev.bailey.core.Problem;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line. */
public final class Main {

    private static final Logger LOG = Logger.getLogger(Main.class.getName());

    private Main() {}

    public static void main(String[] args) {
        LogLine.configure(/* verbose= */ false);
        System.exit(run(args));
    }

    /** An error of the machine itself must end the process too: threads of servers would keep it up. */
    private static int run(String[] args) {
        try {
            return execute(Shell.ofProcess(), new LiveWiring(), args);
        } catch (Error error) {
            LOG.log(Level.SEVERE, "the process cannot go on", error);
            return Exit.FAILED.code();
        }
    }

    static int execute(Shell shell, Wiring wiring, String... args) {
        CommandLine bailey = commands(shell, wiring);
        if (args.length == 0) {
            bailey.usage(shell.err());
            return Exit.WRONG.code();
        }
        return bailey.execute(args);
    }

    /** Every command, in the order of the help. */
    static CommandLine commands(Shell shell, Wiring wiring) {
        CommandLine bailey = new CommandLine(new BaileyCommand())
                .addSubcommand(new DemoCommand(shell, wiring))
                .addSubcommand(new CheckCommand(shell, wiring))
                .addSubcommand(new PlanCommand(shell, wiring))
                .addSubcommand(new RehearseCommand(shell, wiring))
                .addSubcommand(new RehearsalsCommand(shell))
                .addSubcommand(new RunCommand(shell, wiring))
                .addSubcommand(new RouterCommand(shell, wiring))
                .addSubcommand(new StatusCommand(shell))
                .addSubcommand(new SlicesCommand(shell))
                .addSubcommand(new ValidationCommand(shell))
                .addSubcommand(new AnswersCommand(shell))
                .addSubcommand(new FlipCommand.Cutover(shell))
                .addSubcommand(new FlipCommand.Rollback(shell))
                .addSubcommand(new ApproveCommand(shell))
                .addSubcommand(new StepCommand.Confirm(shell))
                .addSubcommand(new StepCommand.Again(shell))
                .addSubcommand(new UndoCommand(shell))
                .addSubcommand(new EndCommand.Finish(shell))
                .addSubcommand(new EndCommand.Abandon(shell))
                .addSubcommand(new TokenCommand(shell))
                .addSubcommand(new GoOnCommand(shell))
                .addSubcommand(new VerifyCommand(shell))
                .addSubcommand(new ReloadCommand(shell))
                .addSubcommand(new RepairCommand(shell))
                .addSubcommand(new ConflictsCommand(shell, wiring))
                .addSubcommand(new ThrottleCommand(shell))
                .addSubcommand(new ShadowCommand(shell))
                .addSubcommand(new CanaryCommand(shell))
                .addSubcommand(new RecordCommand(shell))
                .addSubcommand(new ProbeCommand(shell))
                .addSubcommand(new CommandLine(new ContractCommand())
                        .addSubcommand(new ContractRunCommand(shell))
                        .addSubcommand(new ContractSuiteCommand(shell)))
                .addSubcommand(new ReportCommand(shell))
                .addSubcommand(new BreakGlassCommand(shell, wiring));
        bailey.setOut(shell.out());
        bailey.setErr(shell.err());
        bailey.setCaseInsensitiveEnumValuesAllowed(true);
        bailey.setParameterExceptionHandler((wrong, args) -> wrongCommand(wrong, shell));
        bailey.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, shell));
        return bailey;
    }

    private static int wrongCommand(ParameterException wrong, Shell shell) {
        String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
        shell.err().println(command + ": " + wrong.getMessage());
        UnmatchedArgumentException.printSuggestions(wrong, shell.err());
        shell.err().println("Try \"" + command + " --help\".");
        return Exit.WRONG.code();
    }

    private static int failed(Exception failure, Shell shell) {
        if (failure instanceof WrongPlan) {
            shell.err().println(failure.getMessage());
            return Exit.WRONG.code();
        }
        if (isStop(failure)) {
            Thread.currentThread().interrupt();
            shell.err().println("bailey: stopped");
            LOG.log(Level.FINE, "where it was stopped", failure);
            return Exit.FAILED.code();
        }
        if (failure instanceof Problem) {
            shell.err().println("bailey: " + failure.getMessage());
            LOG.log(Level.FINE, "where this came from", failure);
            return Exit.FAILED.code();
        }
        shell.err().println("bailey: a bug in Bailey: " + failure + "; run again with -v, and report what it says");
        LOG.log(Level.FINE, "a bug", failure);
        return Exit.FAILED.code();
    }

    /** While the process is being stopped, its machine and its libraries refuse what they would do at other times. */
    private static boolean isStop(Exception failure) {
        boolean wasInterrupted =
                failure instanceof InterruptedException || failure.getCause() instanceof InterruptedException;
        return wasInterrupted || (!(failure instanceof Problem) && StopSignal.isUnderWay());
    }
}
