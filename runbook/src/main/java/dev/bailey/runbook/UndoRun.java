package dev.bailey.runbook;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Undoes one round of a step, and notes it, so that the step runs again when its phase comes again. */
final class UndoRun implements Step {

    private final Journal journal;
    private final UndoPlan.Item item;
    private final Occasion undone;
    private final @Nullable CommandRun running;
    private final @Nullable PlannedRun undo;

    /**
     * @param running the command that the step runs, if it runs one: it is not undone while it runs
     * @param undo empty where there is none
     */
    UndoRun(
            Journal journal,
            UndoPlan.Item item,
            Occasion undone,
            @Nullable CommandRun running,
            @Nullable PlannedRun undo) {
        this.journal = journal;
        this.item = item;
        this.undone = undone;
        this.running = running;
        this.undo = undo;
    }

    /** A step's own run, and how its command is kept from starting. */
    record CommandRun(PlannedRun run, CommandWork work) {}

    @Override
    public String name() {
        return undone.undo(item.round()).key();
    }

    @Override
    public String title() {
        return item.sentence();
    }

    @Override
    public void run(StepProgress progress) throws InterruptedException {
        Course course = Course.of(journal, undone.key());
        if (!course.ran() || course.round() != item.round()) {
            progress.tell("undone before");
            return;
        }
        if (course.stage() == Course.Stage.BEGUN && running != null) {
            if (running.work().prevent(undone, course)) {
                note("it had not started, and never will");
                return;
            }
            progress.tell(undone.key() + " is still running, and is undone when it has ended");
            running.run().carryOut(course, progress);
        }
        if (undo == null) {
            note(item.sentence());
            return;
        }
        undo.run(progress);
        note(item.sentence());
    }

    private void note(String how) {
        Map<String, String> details = new LinkedHashMap<>(undone.details());
        details.put("because", how);
        journal.append(Runbook.KIND, undone.key(), Course.UNDONE, details);
    }
}
