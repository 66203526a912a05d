package dev.bailey.runbook;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where people decide about steps that wait for them. A decision is in the journal before it counts. Thread-safe. */
public final class Desk {

    private final Journal journal;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();

    public Desk(Journal journal) {
        this.journal = journal;
    }

    /** Every step that waits for a person, in the order in which they began to. */
    public synchronized List<Waiting> waiting() {
        return List.copyOf(waiting.values());
    }

    /**
     * Says that a step is done, whatever Bailey knows of it.
     *
     * @param step its name, or the longer one of {@link Waiting#step} where it waits more than once
     */
    public synchronized Answer confirm(String step, String person, String note) {
        return decide(step, person, note, Course.CONFIRMED);
    }

    /** Lets a step be done again that failed, or of which nobody knows whether it was done. */
    public synchronized Answer again(String step, String person, String note) {
        return decide(step, person, note, Course.AGAIN);
    }

    private Answer decide(String step, String person, String note, String decision) {
        if (person.isBlank()) {
            return new Answer.Refused("who decides about " + step + " is not said");
        }
        List<Waiting> called = new ArrayList<>();
        for (Waiting one : waiting.values()) {
            String key = one.step();
            if (key.equals(step) || key.startsWith(step + "@") || key.startsWith(step + "#")) {
                called.add(one);
            }
        }
        if (called.size() > 1) {
            return new Answer.Refused(step + " waits more than once; say which: " + names(called));
        }
        if (called.isEmpty()) {
            return new Answer.Refused(notWaiting(step));
        }
        String key = called.get(0).step();
        if (decision.equals(Course.AGAIN) && !called.get(0).again()) {
            return new Answer.Refused(key + " is done by a person: do it, then confirm it");
        }
        journal.append(Course.KIND, key, decision, Map.of("by", person, "note", note));
        waiting.remove(key);
        notifyAll();
        return new Answer.Done(key + (decision.equals(Course.AGAIN) ? " is done again" : " is taken as done"));
    }

    private String notWaiting(String step) {
        Optional<Entry> last = journal.last(Course.KIND, step);
        String sentence = last.isPresent()
                ? "step " + step + " does not wait for anybody; what is known of it last is \""
                        + last.get().text() + "\" at " + last.get().at()
                : "no step \"" + step + "\" waits for anybody";
        return waiting.isEmpty() ? sentence : sentence + "; waiting are: " + names(waiting.values());
    }

    private static String names(Collection<Waiting> steps) {
        return steps.stream().map(Waiting::step).collect(Collectors.joining(", "));
    }

    /**
     * Puts a step before people, or says anew why it is there.
     *
     * @param first whether it is put there now; one that was decided meanwhile is not put there again
     */
    synchronized void put(Waiting step, boolean first) {
        if (first || waiting.containsKey(step.step())) {
            waiting.put(step.step(), step);
        }
    }

    /**
     * Returns when a person has decided, or the time is up.
     *
     * @return whether a person has
     */
    @SuppressWarnings("WaitNotInLoop") // its caller looks again, and tells people while it waits
    synchronized boolean decided(String key, long millis) throws InterruptedException {
        if (waiting.containsKey(key)) {
            wait(millis);
        }
        return !waiting.containsKey(key);
    }

    synchronized void remove(String key) {
        waiting.remove(key);
    }
}
