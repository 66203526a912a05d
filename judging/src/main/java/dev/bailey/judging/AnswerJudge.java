package dev.bailey.judging;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Judges by samples of live requests whether both sides of a service answer alike. A difference is believed when both
 * sides, asked again in turns once the other one has caught up, each stick to what they said, at once and some time
 * later; or when the other side is the odd one of three more often than chance allows. What the serving side does not
 * answer alike itself is noise. Thread-safe, and worth several threads: most of the time is spent waiting until the
 * other side has caught up.
 */
public final class AnswerJudge {

    /** More endpoints than people can read: the rest is judged as one. */
    private static final int ENDPOINTS_MAX = 1_000;

    private static final String OTHERS = "(others)";

    /** Differences that wait to be looked at again later; more are looked at when they are met again. */
    private static final int WAITING_MAX = 1_000;

    /** The same one is looked into, or waits, on as many requests at a time. */
    private static final int SAME_MAX = 5;

    private static final int REMEMBERED_MAX = 50;

    private final JudgeSettings settings;
    private final AnswerComparison comparison;
    private final LongSupplier nanoTime;
    private final DoubleSupplier dice;
    private final ConcurrentMap<String, EndpointBook> books = new ConcurrentHashMap<>();

    /** Held by whoever touches one of the three lists. */
    private final Object lists = new Object();

    private final List<Suspicion> waiting = new ArrayList<>();
    private final List<Suspicion> lookedInto = new ArrayList<>();
    private final Deque<Memory> remembered = new ArrayDeque<>();

    /** Something to be asked again now, which may take as long as the other side lags. */
    @FunctionalInterface
    public interface Look {
        void run() throws InterruptedException;
    }

    /** An answer of the serving side, to be asked for again later. */
    private record Memory(EndpointBook book, Sample sample, Answer old, long nanos) {}

    /**
     * @param nanoTime as {@link System#nanoTime}
     * @param dice numbers between 0 and 1, which decide what is replayed
     */
    public AnswerJudge(JudgeSettings settings, LongSupplier nanoTime, DoubleSupplier dice) {
        this.settings = settings;
        this.comparison = new AnswerComparison(settings.rules());
        this.nanoTime = nanoTime;
        this.dice = dice;
    }

    /** A user was answered by the side that serves. Cheap. */
    public void served(String endpoint, int status) {
        book(endpoint).served(status);
    }

    /**
     * Compares a sample, and asks both sides again as often as it takes to know; that is once or not at all for most,
     * and fourteen times for those that differ.
     */
    public void sampled(Sample sample) throws InterruptedException {
        EndpointBook book = book(sample.endpoint());
        Answer old = sample.first(Party.SERVING);
        Answer now = sample.first(Party.OTHER);
        if (old.status() == 0) {
            book.unknown();
            return;
        }
        if (sample.isRepeatable() && book.beginsReplay(dice.getAsDouble())) {
            try {
                replay(book, sample);
            } finally {
                book.endReplay();
            }
        }
        if (sample.isRepeatable() && book.isToLookLater()) {
            remember(new Memory(book, sample, old, nanoTime.getAsLong()));
        }
        if (now.status() == 0) {
            book.unknown();
            return;
        }
        book.errors(sample);
        List<Difference> differences = comparison.compare(old, now);
        Set<Trait> suspects = book.suspects(differences);
        if (suspects.isEmpty()) {
            book.alike(old.status(), false);
        } else if (!sample.isRepeatable()) {
            book.unknown();
        } else if (book.unexplained(suspects).isEmpty()) {
            book.differs(sample, old.status(), among(differences, suspects), "");
        } else {
            suspect(new Suspicion(book, sample, suspects, null, nanoTime.getAsLong(), 0), now);
        }
    }

    private void remember(Memory memory) {
        synchronized (lists) {
            if (remembered.size() < REMEMBERED_MAX) {
                remembered.add(memory);
            }
        }
    }

    private void replay(EndpointBook book, Sample sample) throws InterruptedException {
        Answer first = sample.ask(Party.SERVING);
        boolean caughtUp = sample.catchUp();
        Answer now = caughtUp ? sample.ask(Party.OTHER) : Answer.none();
        Answer second = sample.ask(Party.SERVING);
        if (first.status() == 0 || second.status() == 0) {
            return;
        }
        List<Difference> amongOld = comparison.compare(first, second);
        book.replayed(amongOld);
        if (now.status() != 0) {
            List<Difference> differences = comparison.compare(first, now);
            Set<Trait> certain = book.triple(differences, comparison.compare(second, now), amongOld);
            if (!certain.isEmpty() && !isStuckTo(book, sample, certain)) {
                book.differsAtTimes(sample, among(differences, certain));
            }
        }
    }

    private boolean isStuckTo(EndpointBook book, Sample sample, Set<Trait> traits) throws InterruptedException {
        Confirmation confirmation = new Confirmation(comparison, sample, traits, settings.rounds()).run();
        book.stuck(Trait.of(confirmation.confirmed()));
        return !confirmation.isAnswered() || !confirmation.confirmed().isEmpty();
    }

    private static List<Difference> among(List<Difference> differences, Set<Trait> traits) {
        return differences.stream()
                .filter(difference -> traits.contains(Trait.of(difference)))
                .toList();
    }

    private void suspect(Suspicion suspicion, Answer now) throws InterruptedException {
        synchronized (lists) {
            long same = Stream.concat(waiting.stream(), lookedInto.stream())
                    .filter(suspicion::isIn)
                    .count();
            if (same >= SAME_MAX) {
                return;
            }
            lookedInto.add(suspicion);
        }
        try {
            lookInto(suspicion, now);
        } finally {
            end(suspicion);
        }
    }

    private void end(Suspicion suspicion) {
        synchronized (lists) {
            lookedInto.remove(suspicion);
        }
    }

    private void lookInto(Suspicion suspicion, Answer now) throws InterruptedException {
        Confirmation confirmation = confirm(suspicion);
        EndpointBook book = suspicion.book();
        if (!confirmation.isAnswered()) {
            book.unknown();
        } else if (!confirmation.confirmed().isEmpty()) {
            book.stuck(Trait.of(confirmation.confirmed()));
            await(confirmed(suspicion, confirmation));
        } else if (now.status() / 100 == 5) {
            book.flickered(suspicion.status());
        } else {
            book.alike(suspicion.status(), confirmation.noise().isEmpty());
        }
    }

    private Confirmation confirm(Suspicion suspicion) throws InterruptedException {
        Confirmation confirmation =
                new Confirmation(comparison, suspicion.sample(), suspicion.traits(), settings.rounds()).run();
        if (!confirmation.noise().isEmpty()) {
            suspicion.book().replayed(confirmation.noise());
        }
        return confirmation;
    }

    private void await(Suspicion suspicion) {
        synchronized (lists) {
            if (waiting.size() < WAITING_MAX) {
                waiting.add(suspicion);
                suspicion.book().pending(1);
                return;
            }
        }
        suspicion.book().unknown();
    }

    /** What has waited long enough to be looked at again; to be asked for every now and then, and each to be run. */
    public List<Look> due() {
        long now = nanoTime.getAsLong();
        List<Look> due = new ArrayList<>();
        synchronized (lists) {
            while (!remembered.isEmpty()
                    && remembered.getFirst().nanos - (now - settings.later().toNanos()) <= 0) {
                Memory memory = remembered.removeFirst();
                due.add(() -> recall(memory));
            }
            List<Suspicion> ripe = waiting.stream()
                    .filter(suspicion -> suspicion.due(settings.later()) - now <= 0)
                    .toList();
            waiting.removeAll(ripe);
            lookedInto.addAll(ripe);
            ripe.forEach(suspicion -> due.add(() -> {
                try {
                    lookAgain(suspicion);
                } finally {
                    suspicion.book().pending(-1);
                    end(suspicion);
                }
            }));
        }
        return due;
    }

    private void recall(Memory memory) throws InterruptedException {
        Answer again = memory.sample.ask(Party.SERVING);
        if (again.status() != 0) {
            memory.book.lookedLater(comparison.compare(memory.old, again));
        }
    }

    private void lookAgain(Suspicion suspicion) throws InterruptedException {
        EndpointBook book = suspicion.book();
        Confirmation confirmation = confirm(suspicion);
        if (!confirmation.isAnswered()) {
            book.unknown();
            return;
        }
        Suspicion again = confirmation.first().isEmpty() ? null : confirmed(suspicion, confirmation);
        if (again == null || again.traits().isEmpty()) {
            book.alike(suspicion.status(), false);
        } else if (again.isProven()) {
            book.differs(
                    suspicion.sample(),
                    suspicion.status(),
                    among(confirmation.confirmed(), again.traits()),
                    again.proof(settings));
        } else {
            await(again);
        }
    }

    /**
     * Without what has turned out to be noise meanwhile, and without what one side said before and the other says now:
     * that is the same thing at another time.
     */
    private Suspicion confirmed(Suspicion suspicion, Confirmation confirmation) {
        Confirmation.Pair now = confirmation.first().orElseThrow();
        Confirmation.Pair before = suspicion.last();
        Set<Trait> left = suspicion.book().suspects(confirmation.confirmed());
        if (before != null) {
            List<Difference> amongOld = comparison.compare(before.old(), now.old());
            suspicion.book().lookedLater(amongOld);
            left.retainAll(Trait.of(comparison.compare(before.old(), now.now())));
            left.retainAll(Trait.of(comparison.compare(now.old(), before.now())));
        }
        return suspicion.confirmed(left, now, nanoTime.getAsLong());
    }

    /** Lets be what differs there, and what will be found to. */
    public void accept(String endpoint, String path, String reason) {
        book(endpoint).accept(path, reason);
    }

    /** Of each endpoint that was served or sampled, by name. */
    public List<EndpointVerdict> verdicts() {
        return sorted().stream().map(EndpointBook::verdict).toList();
    }

    /** All that differs, by endpoint; what is accepted among it. */
    public List<Finding> findings() {
        return sorted().stream().flatMap(book -> book.findings().stream()).toList();
    }

    /** What is noise on an endpoint, and why. */
    public List<Noise> noise(String endpoint) {
        EndpointBook book = books.get(endpoint);
        return book == null ? List.of() : book.noise();
    }

    private List<EndpointBook> sorted() {
        return books.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private EndpointBook book(String endpoint) {
        EndpointBook known = books.get(endpoint);
        if (known != null) {
            return known;
        }
        String name = books.size() < ENDPOINTS_MAX ? endpoint : OTHERS;
        return books.computeIfAbsent(name, unseen -> new EndpointBook(name, settings));
    }
}
