package dev.bailey.runbook;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How what ran is taken back: computed from what the journal says was begun and not undone since. Immutable.
 *
 * @param items in the order in which they are undone, the last begun first
 */
public record UndoPlan(List<Item> items) {

    public UndoPlan {
        items = List.copyOf(items);
    }

    /**
     * Of everything that ran in some phases.
     *
     * @param steps the plan's, as they are now
     */
    public static UndoPlan of(Journal journal, List<PlannedStep> steps, Set<Phase> phases) {
        Map<String, PlannedStep> planned = new HashMap<>();
        steps.forEach(step -> planned.put(step.name(), step));
        Map<String, Occasion> begun = new LinkedHashMap<>();
        for (Entry entry : journal.entries(Course.KIND)) {
            Optional<Occasion> occasion = Occasion.of(entry);
            if (occasion.isPresent() && phases.contains(occasion.get().phase())) {
                begun.put(entry.subject(), occasion.get());
            }
        }
        Map<Item, Long> items = new LinkedHashMap<>();
        begun.forEach((key, occasion) -> {
            Course course = Course.of(journal, key);
            if (course.ran()) {
                items.put(item(occasion, course, Optional.ofNullable(planned.get(occasion.step()))), course.ranFrom());
            }
        });
        List<Item> ordered = new ArrayList<>(items.keySet());
        ordered.sort(Comparator.comparing(items::get).reversed());
        return new UndoPlan(ordered);
    }

    private static Item item(Occasion occasion, Course course, Optional<PlannedStep> planned) {
        Standing standing = switch (course.stage()) {
            case DONE -> Standing.DONE;
            case FAILED, NOT_BEGUN -> Standing.FAILED;
            case UNKNOWN, BEGUN -> Standing.UNKNOWN;
        };
        Undo undo = planned.map(PlannedStep::undo).orElseGet(() -> new Undo.None("the plan no longer has this step"));
        return new Item(
                occasion.step(),
                occasion.phase(),
                occasion.occurrence(),
                course.round(),
                standing,
                undo,
                planned.map(PlannedStep::action));
    }

    /** How far a step came that is to be undone. */
    public enum Standing {
        DONE,
        /** It failed half-way, so its undo may find only a part of what it undoes. */
        FAILED,
        /** Whether it was done is not known, so its undo may find nothing. */
        UNKNOWN
    }

    /**
     * A step that ran.
     *
     * @param occurrence on which occasion; may be empty
     * @param round which of its rounds is undone
     * @param action what the step itself does, if the plan still has it
     */
    public record Item(
            String step,
            Phase phase,
            String occurrence,
            int round,
            Standing standing,
            Undo undo,
            Optional<Action> action) {

        /** For people. */
        public String sentence() {
            String what = undo instanceof Undo.By by
                    ? "undo " + step + ": " + by.action().title()
                    : "leave " + step + ": " + ((Undo.None) undo).because();
            return switch (standing) {
                case DONE -> what;
                case FAILED -> what + " (it failed, and may have been done in part)";
                case UNKNOWN -> what + " (whether it was done is not known)";
            };
        }
    }
}
