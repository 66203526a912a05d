package dev.bailey.runbook;

import dev.bailey.core.Gate;
import dev.bailey.core.Milestones;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes steps of a runbook from what the plan asks for. Killed at any moment and started again, none of them does
 * anything twice: where it cannot be known whether something was done, the step waits for a person. Thread-safe.
 */
public final class PlannedSteps {

    /** The kind of the journal's entries about what they did; their subject is the step's name on its occasion. */
    public static final String KIND = Course.KIND;

    /** The text of the entry that says that nobody knows whether one was done. */
    public static final String UNKNOWN = Course.UNKNOWN;

    private final Journal journal;
    private final Desk desk;
    private final Function<String, Gate> approvals;
    private final Path folder;
    private final Path directory;
    private final InstantSource clock;
    private final Milestones milestones;
    private final Sender sender = new Sender();

    /**
     * @param approvals how the approval of a name stands now
     * @param folder where what commands say is kept, and what tells after a restart how far they are; as durable as the
     *     journal
     * @param directory in which commands run
     */
    public PlannedSteps(
            Journal journal,
            Desk desk,
            Function<String, Gate> approvals,
            Path folder,
            Path directory,
            InstantSource clock,
            Milestones milestones) {
        this.journal = journal;
        this.desk = desk;
        this.approvals = approvals;
        this.folder = folder;
        this.directory = directory;
        this.clock = clock;
        this.milestones = milestones;
    }

    /**
     * The steps of one phase, in the plan's order.
     *
     * @param occurrence which time the phase comes up, such as {@code epoch 5}; empty for a phase that comes up once
     */
    public List<Step> of(List<PlannedStep> planned, Phase phase, String occurrence) {
        List<Step> steps = new ArrayList<>();
        for (PlannedStep step : planned) {
            if (step.phase() == phase) {
                Occasion occasion = new Occasion(step.name(), phase, occurrence, 0);
                steps.add(run(occasion, step.action()));
            }
        }
        return steps;
    }

    /** The steps that carry out an undo plan. */
    public List<Step> undo(UndoPlan plan) {
        List<Step> steps = new ArrayList<>();
        for (UndoPlan.Item item : plan.items()) {
            Occasion undone = new Occasion(item.step(), item.phase(), item.occurrence(), 0);
            steps.add(new UndoRun(
                    journal,
                    item,
                    undone,
                    commandOf(item, undone).orElse(null),
                    item.undo() instanceof Undo.By by ? run(undone.undo(item.round()), by.action()) : null));
        }
        return steps;
    }

    private Optional<UndoRun.CommandRun> commandOf(UndoPlan.Item item, Occasion undone) {
        if (item.action().isPresent() && item.action().get() instanceof Command command) {
            CommandWork work = command(command);
            return Optional.of(
                    new UndoRun.CommandRun(new PlannedRun(journal, desk, undone, command.title(), work), work));
        }
        return Optional.empty();
    }

    private PlannedRun run(Occasion occasion, Action action) {
        return new PlannedRun(journal, desk, occasion, action.title(), work(action));
    }

    private Work work(Action action) {
        if (action instanceof Command command) {
            return command(command);
        }
        if (action instanceof HttpCall call) {
            return new HttpWork(call, sender, milestones);
        }
        if (action instanceof Wait wait) {
            return new WaitWork(wait, new Look(sender, directory), clock);
        }
        if (action instanceof Manual manual) {
            return new ManualWork(manual, desk, clock);
        }
        return new ApprovalWork((Approval) action, approvals);
    }

    private CommandWork command(Command command) {
        return new CommandWork(command, folder, directory, clock, milestones);
    }
}
