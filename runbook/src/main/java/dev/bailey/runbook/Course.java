package dev.bailey.runbook;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the journal says of a planned step on one occasion. Immutable.
 *
 * @param round which time it is done: one more whenever a person let it be done again, and whenever it was undone
 * @param ranFrom number of the last entry with which something began that was not undone since; 0 for none
 * @param begun the entry with which this round began
 * @param last the newest entry of all
 */
record Course(int round, Stage stage, long ranFrom, Optional<Entry> begun, Optional<Entry> last) {

    /** The kind of the entries; their subject is the occasion's key. */
    static final String KIND = "action";

    static final String BEGUN = "begun";
    static final String DONE = "done";
    static final String FAILED = "failed";
    static final String UNKNOWN = "unknown";
    static final String CONFIRMED = "confirmed";
    static final String AGAIN = "again";

    /** In an entry of the runbook about the step, so that one record both undoes it and lets it run again. */
    static final String UNDONE = "undone";

    private static final Course FRESH = new Course(1, Stage.NOT_BEGUN, 0, Optional.empty(), Optional.empty());

    /** Where a round is. */
    enum Stage {
        NOT_BEGUN,
        BEGUN,
        DONE,
        /** It did not come out as it should, and a person decides. */
        FAILED,
        /** Whether it was done is not known, and a person decides. */
        UNKNOWN
    }

    static Course of(Journal journal, String key) {
        List<Entry> entries = Stream.concat(
                        journal.entries(KIND, key).stream(),
                        journal.entries(Runbook.KIND, key).stream()
                                .filter(entry -> entry.text().equals(UNDONE)))
                .sorted(Comparator.comparingLong(Entry::number))
                .toList();
        Course course = FRESH;
        for (Entry entry : entries) {
            course = course.then(entry);
        }
        return course;
    }

    /** Whether anything was begun that was not undone since. */
    boolean ran() {
        return ranFrom > 0;
    }

    boolean waitsForAPerson() {
        return stage == Stage.FAILED || stage == Stage.UNKNOWN;
    }

    /** Why it is where it is, as far as an entry says. */
    String because() {
        return last.map(entry -> entry.details().getOrDefault("because", "")).orElse("");
    }

    Instant begunAt() {
        return begun.orElseThrow(() -> new IllegalStateException("round " + round + " was not begun"))
                .at();
    }

    private Course then(Entry entry) {
        Optional<Entry> now = Optional.of(entry);
        return switch (entry.text()) {
            case BEGUN -> new Course(round, Stage.BEGUN, entry.number(), now, now);
            case DONE, CONFIRMED -> new Course(round, Stage.DONE, ranFrom, begun, now);
            case FAILED -> new Course(round, Stage.FAILED, ranFrom, begun, now);
            case UNKNOWN -> new Course(round, Stage.UNKNOWN, ranFrom, begun, now);
            case AGAIN -> new Course(round + 1, Stage.NOT_BEGUN, ranFrom, Optional.empty(), now);
            case UNDONE -> new Course(round + 1, Stage.NOT_BEGUN, 0, Optional.empty(), now);
            default ->
                throw new IllegalStateException("entry " + entry.number() + " of the journal says \"" + entry.text()
                        + "\" of " + entry.subject() + ", which no Bailey of this format writes");
        };
    }
}
