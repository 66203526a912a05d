package dev.bailey.control;

import dev.bailey.core.Database;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Verdict;
import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Journal;
import dev.bailey.runbook.Phase;
import dev.bailey.runbook.Step;
import dev.bailey.runbook.StepProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The end of a migration: the old side is given up once nobody uses it, or the migration is abandoned while the source
 * serves; either way every trace of Bailey but the data is removed from both sides. Each step may be run again.
 * Thread-safe.
 */
final class Ending {

    /** The kind of the journal's entries about it. */
    static final String KIND = "end";

    static final String ASKED = "asked for";

    /** From here on there is no way back, and nothing of what a migration needs is made again. */
    static final String DECIDED = "decided";

    static final String OVER = "over";
    private static final String WAY = "way";
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final String migration;
    private final List<MovingStore> stores;
    private final Journal journal;
    private final Ledgers ledgers;
    private final Flips flips;
    private final OwnSteps own;
    private final Quiet quiet;
    private final Supplier<Verdict> verdict;
    private final Runnable rest;
    private final Runnable closing;

    /** Which end it is. */
    enum Way {
        FINISH("the old side is given up"),
        ABANDON("the migration is abandoned");

        private final String sentence;

        Way(String sentence) {
            this.sentence = sentence;
        }

        private Side owner() {
            return this == FINISH ? Side.TARGET : Side.SOURCE;
        }
    }

    /**
     * @param quiet of the source
     * @param verdict of both sides now
     * @param closing writes the report, just before the migration is over
     * @param rest ends what goes on all the time, before what it needs is taken away
     */
    Ending(
            String migration,
            List<MovingStore> stores,
            Journal journal,
            Ledgers ledgers,
            Flips flips,
            OwnSteps own,
            Quiet quiet,
            Supplier<Verdict> verdict,
            Runnable rest,
            Runnable closing) {
        this.migration = migration;
        this.stores = List.copyOf(stores);
        this.journal = journal;
        this.ledgers = ledgers;
        this.flips = flips;
        this.own = own;
        this.quiet = quiet;
        this.verdict = verdict;
        this.rest = rest;
        this.closing = closing;
    }

    /** The end that was asked for and is not over. */
    Optional<Way> underWay() {
        return isOver() ? Optional.empty() : way();
    }

    private Optional<Way> way() {
        return journal.entries(KIND, migration).stream()
                .filter(entry -> entry.text().equals(ASKED))
                .reduce((first, last) -> last)
                .map(entry -> Way.valueOf(entry.details().getOrDefault(WAY, "")));
    }

    boolean isDecided() {
        return said(DECIDED);
    }

    boolean isOver() {
        return said(OVER);
    }

    /** @param entries of the journal, all of them */
    static boolean isOver(List<Entry> entries, String migration) {
        return entries.stream()
                .anyMatch(entry -> entry.kind().equals(KIND)
                        && entry.subject().equals(migration)
                        && entry.text().equals(OVER));
    }

    /** @param over when it is over, where that is not in the journal yet */
    static Optional<Report.Ended> told(List<Entry> entries, String migration, Optional<Instant> over) {
        Optional<Entry> asked = last(entries, migration, ASKED);
        return asked.map(entry -> new Report.Ended(
                entry.details().getOrDefault(WAY, "").toLowerCase(Locale.ROOT),
                entry.details().getOrDefault("by", ""),
                entry.at(),
                last(entries, migration, DECIDED).map(Entry::at).orElse(null),
                last(entries, migration, OVER).map(Entry::at).or(() -> over).orElse(null)));
    }

    private static Optional<Entry> last(List<Entry> entries, String migration, String text) {
        return entries.stream()
                .filter(entry -> entry.kind().equals(KIND)
                        && entry.subject().equals(migration)
                        && entry.text().equals(text))
                .reduce((first, last) -> last);
    }

    private boolean said(String text) {
        return journal.entries(KIND, migration).stream()
                .anyMatch(entry -> entry.text().equals(text));
    }

    /** Why it cannot begin now; none when it can. */
    List<String> because(Way way) {
        List<String> because = new ArrayList<>();
        if (underWay().isPresent()) {
            return List.of("the end of the migration is under way");
        }
        if (flips.underWay() || ledgers.open().isPresent()) {
            because.add("a move is under way");
        }
        Optional<Side> owner = ledgers.sole();
        if (owner.isEmpty()) {
            because.add("slices live on both sides: move the others first");
        } else if (owner.get() != way.owner()) {
            because.add(
                    way == Way.FINISH
                            ? "the source serves: only a migration that has crossed is finished; to give it up, abandon it"
                            : "the target serves: roll back first, or finish");
        }
        if (way == Way.FINISH && owner.equals(Optional.of(Side.TARGET))) {
            own.lackingAfterwards().ifPresent(step -> because.add("steps: " + step));
            because.addAll(unproven());
        }
        return because;
    }

    /** Why the old side cannot be given up at this moment. */
    private List<String> unproven() {
        List<String> because = new ArrayList<>();
        quiet.look(); // somebody may have come since the last look
        if (!quiet.isProven()) {
            because.add("quiet: " + quiet.sentence());
        }
        Verdict now = verdict.get();
        if (!(now instanceof Verdict.Equal)) {
            because.add("verdict: the sides are " + now.sentence() + "; nobody can compare them afterwards");
        }
        return because;
    }

    void ask(Way way, String by) {
        journal.append(KIND, migration, ASKED, Map.of("by", by, WAY, way.name()));
    }

    List<Step> steps(Way way) {
        List<Step> steps = new ArrayList<>(
                way == Way.FINISH ? own.once(Phase.FINISH) : own.undoing(own.undo(EnumSet.allOf(Phase.class))));
        steps.add(new Part("end", "Decide for good: " + way.sentence, progress -> decide(way, progress)));
        for (Side side : List.of(way.owner().opposite(), way.owner())) {
            steps.add(new Part(
                    "remove from " + side.label(),
                    "Remove every trace of Bailey from the " + side.label(),
                    progress -> remove(side, progress)));
        }
        steps.add(new Part("over", "Close the journal and the report", progress -> over(progress)));
        return steps;
    }

    /** Looked at once more: a step of the plan may have taken hours. Waits for whoever came meanwhile. */
    private void decide(Way way, StepProgress progress) throws InterruptedException {
        while (!isDecided()) {
            List<String> because = new ArrayList<>();
            Optional<String> hindered = flips.between(() -> because.addAll(decideNow(way)));
            if (hindered.isPresent()) {
                throw new Problem(Problem.Kind.BUSY, hindered.get());
            }
            if (!because.isEmpty()) {
                progress.tell("waits, for " + String.join("; ", because));
                TimeUnit.NANOSECONDS.sleep(LOOK_EVERY.toNanos());
            }
        }
        progress.tell(way.sentence);
    }

    /** @return why not; none when it is decided */
    private List<String> decideNow(Way way) {
        if (!ledgers.sole().equals(Optional.of(way.owner()))) {
            throw new IllegalStateException(ledgers.owners() + " serve at the end");
        }
        List<String> because = way == Way.FINISH ? unproven() : List.of();
        if (because.isEmpty()) {
            journal.append(KIND, migration, DECIDED, Map.of());
        }
        return because;
    }

    /** Removes everything from both sides, decided or not. */
    void leave() {
        for (Side side : Side.values()) {
            remove(side, Unheard.PROGRESS);
        }
    }

    /** Streams first: a slot that nobody reads any more keeps the server's log. */
    private void remove(Side side, StepProgress progress) {
        rest.run();
        for (MovingStore store : stores) {
            progress.tell(store.name() + " on the " + side.label());
            store.replication().close();
            Database database = store.database(side);
            database.log().drop(store.streamReading(side));
            store.guard(side).remove();
            database.triggers().restore();
            database.catalog().uninstall();
        }
        progress.tell("nothing of Bailey is left there");
    }

    private void over(StepProgress progress) {
        closing.run();
        journal.append(KIND, migration, OVER, Map.of());
        progress.tell("over");
    }

    private interface Work {
        void run(StepProgress progress) throws InterruptedException;
    }

    private record Part(String name, String title, Work work) implements Step {
        @Override
        public void run(StepProgress progress) throws InterruptedException {
            work.run(progress);
        }
    }
}
