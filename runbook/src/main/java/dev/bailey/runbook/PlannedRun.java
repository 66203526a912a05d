package dev.bailey.runbook;

import java.util.LinkedHashMap;
import java.util.Map;

/** A step of the plan on one occasion. What it does is done once, however often the process dies. */
final class PlannedRun implements Step {

    private final Journal journal;
    private final Desk desk;
    private final Occasion occasion;
    private final String title;
    private final Work work;

    PlannedRun(Journal journal, Desk desk, Occasion occasion, String title, Work work) {
        this.journal = journal;
        this.desk = desk;
        this.occasion = occasion;
        this.title = title;
        this.work = work;
    }

    @Override
    public String name() {
        return occasion.key();
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public void run(StepProgress progress) throws InterruptedException {
        Course course = course();
        while (course.stage() != Course.Stage.DONE) {
            if (course.waitsForAPerson()) {
                ask(course, progress);
            } else {
                carryOut(course, progress);
            }
            course = course();
        }
        course.last().ifPresent(last -> progress.tell(told(last)));
    }

    /** What the journal says of it now. */
    Course course() {
        return Course.of(journal, name());
    }

    /** Brings what was begun to its end, and notes it. */
    void carryOut(Course course, StepProgress progress) throws InterruptedException {
        boolean resumed = course.stage() == Course.Stage.BEGUN;
        if (!resumed) {
            Map<String, String> details = new LinkedHashMap<>(occasion.details());
            details.put("round", Integer.toString(course.round()));
            details.put("what", title);
            details.putAll(work.prepare(occasion, course.round()));
            journal.append(Course.KIND, name(), Course.BEGUN, details);
        }
        note(work.perform(occasion, course(), resumed, progress));
    }

    private void note(Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            journal.append(Course.KIND, name(), Course.DONE, done.details());
        } else if (outcome instanceof Outcome.Failed failed) {
            journal.append(Course.KIND, name(), Course.FAILED, Map.of("because", failed.because()));
        } else if (outcome instanceof Outcome.Unknown unknown) {
            journal.append(Course.KIND, name(), Course.UNKNOWN, Map.of("because", unknown.because()));
        }
    }

    private void ask(Course course, StepProgress progress) throws InterruptedException {
        Entry last = course.last().orElseThrow();
        String called = called();
        String sentence = course.stage() == Course.Stage.UNKNOWN
                ? "step " + name() + " began at " + course.begunAt() + ", and whether it was done is not known ("
                        + course.because() + "): look, then \"bailey confirm " + called
                        + "\" if it was, or \"bailey again "
                        + called + "\""
                : "step " + name() + " failed: " + course.because() + "\nmend it, then \"bailey again " + called
                        + "\", or \"bailey confirm " + called + "\" if it is done";
        new Asking(desk, progress).decision(name(), last.at(), /* again= */ true, () -> sentence);
    }

    /** What people may call it, as short as it goes. */
    private String called() {
        return occasion.isUndo() ? "'" + name() + "'" : occasion.step();
    }

    private static String told(Entry last) {
        if (last.text().equals(Course.CONFIRMED)) {
            String note = last.details().getOrDefault("note", "");
            return "confirmed by " + last.details().get("by") + (note.isEmpty() ? "" : ": " + note);
        }
        return last.details().getOrDefault("result", last.text());
    }
}
