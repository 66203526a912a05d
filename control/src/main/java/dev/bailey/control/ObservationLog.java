package dev.bailey.control;

import dev.bailey.router.Latencies;
import dev.bailey.router.SideAnswers;
import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Journal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The journal's part about observations of one slice. Thread-safe. */
final class ObservationLog {

    static final String KIND = "observation";
    private static final String BASELINE = "baseline";
    private static final String BEGAN = "began";
    private static final String UNSEEN = "unseen";
    static final String ASKED = "asked";
    static final String ANSWERED = "answered";
    static final String SETTLED = "settled";
    static final String ROLLED_BACK = "rolled back";

    private static final String EPOCH = "epoch";
    private static final String BECAUSE = "because";
    private static final String SINCE = "since";
    private static final String UNTIL = "until";
    private static final String LATENCIES = "latencies";
    private static final String SERVER_ERRORS = "server errors";
    private static final String FAILED = "failed";
    private static final String CONFLICTS = "conflicts";

    /** Before the name of one. */
    private static final String FIGURE = "figure ";

    private static final String CONDITIONS = "conditions";

    private final Journal journal;
    private final String slice;

    ObservationLog(Journal journal, String slice) {
        this.journal = journal;
        this.slice = slice;
    }

    /**
     * How it was before a cutover.
     *
     * @param conflicts that the databases kept
     */
    record Before(Baseline baseline, long conflicts) {

        static final Before UNKNOWN = new Before(Baseline.NONE, 0);
    }

    void baseline(long epoch, Before before) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put(LATENCIES, before.baseline().latencies().text());
        details.put(SERVER_ERRORS, Long.toString(before.baseline().answers().serverErrors()));
        details.put(FAILED, Long.toString(before.baseline().answers().failed()));
        details.put(CONFLICTS, Long.toString(before.conflicts()));
        before.baseline()
                .figures()
                .forEach((name, values) -> details.put(
                        FIGURE + name, values.stream().map(String::valueOf).collect(Collectors.joining(" "))));
        append(BASELINE, epoch, details);
    }

    Optional<Before> baseline(long epoch) {
        return entries(epoch).stream()
                .filter(entry -> entry.text().equals(BASELINE))
                .map(entry -> new Before(
                        new Baseline(
                                new SideAnswers(
                                        Long.parseLong(entry.details().getOrDefault(SERVER_ERRORS, "0")),
                                        Long.parseLong(entry.details().getOrDefault(FAILED, "0")),
                                        Latencies.read(value(entry, LATENCIES))),
                                figures(entry.details())),
                        Long.parseLong(value(entry, CONFLICTS))))
                .reduce((earlier, later) -> later);
    }

    private static Map<String, List<Double>> figures(Map<String, String> details) {
        Map<String, List<Double>> figures = new LinkedHashMap<>();
        details.forEach((key, values) -> {
            if (key.startsWith(FIGURE)) {
                figures.put(
                        key.substring(FIGURE.length()),
                        Arrays.stream(values.split(" "))
                                .filter(value -> !value.isEmpty())
                                .map(Double::valueOf)
                                .toList());
            }
        });
        return figures;
    }

    void began(long epoch, Instant since, Instant until) {
        append(BEGAN, epoch, Map.of(SINCE, since.toString(), UNTIL, until.toString()));
    }

    void unseen(long epoch, Instant from, Instant to) {
        append(UNSEEN, epoch, Map.of(SINCE, from.toString(), UNTIL, to.toString()));
    }

    void asked(long epoch, String because, List<String> conditions) {
        append(ASKED, epoch, Map.of(BECAUSE, because, CONDITIONS, String.join("\n", conditions)));
    }

    void answered(long epoch, String by, String reason) {
        append(ANSWERED, epoch, Map.of("by", by, "reason", reason));
    }

    void settled(long epoch) {
        append(SETTLED, epoch, Map.of());
    }

    void rolledBack(long epoch, String because) {
        append(ROLLED_BACK, epoch, Map.of(BECAUSE, because));
    }

    private void append(String text, long epoch, Map<String, String> details) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(EPOCH, Long.toString(epoch));
        all.putAll(details);
        journal.append(KIND, slice, text, all);
    }

    /** Every observation so far, oldest first. */
    List<Observed> history() {
        Map<Long, List<Entry>> byEpoch = new LinkedHashMap<>();
        for (Entry entry : journal.entries(KIND, slice)) {
            byEpoch.computeIfAbsent(Long.valueOf(value(entry, EPOCH)), first -> new ArrayList<>())
                    .add(entry);
        }
        List<Observed> history = new ArrayList<>();
        byEpoch.forEach((epoch, entries) -> observed(epoch, entries).ifPresent(history::add));
        return history;
    }

    Optional<Observed> of(long epoch) {
        return observed(epoch, entries(epoch));
    }

    private List<Entry> entries(long epoch) {
        return journal.entries(KIND, slice).stream()
                .filter(entry -> value(entry, EPOCH).equals(Long.toString(epoch)))
                .toList();
    }

    /** Empty where a cutover was begun and nothing was observed after it. */
    private static Optional<Observed> observed(long epoch, List<Entry> entries) {
        Optional<Entry> began =
                entries.stream().filter(entry -> entry.text().equals(BEGAN)).findFirst();
        if (began.isEmpty()) {
            return Optional.empty();
        }
        Duration unseen = Duration.ZERO;
        List<Observed.Question> questions = new ArrayList<>();
        Optional<Observed.End> end = Optional.empty();
        for (Entry entry : entries) {
            switch (entry.text()) {
                case UNSEEN -> unseen = unseen.plus(Duration.between(instant(entry, SINCE), instant(entry, UNTIL)));
                case ASKED -> questions.add(question(entry));
                case ANSWERED -> questions.replaceAll(question -> answered(question, entry));
                case SETTLED -> end = Optional.of(new Observed.End(entry.at(), Observed.How.SETTLED, ""));
                case ROLLED_BACK ->
                    end = Optional.of(new Observed.End(entry.at(), Observed.How.ROLLED_BACK, value(entry, BECAUSE)));
                default -> {}
            }
        }
        return Optional.of(
                new Observed(epoch, instant(began.get(), SINCE), instant(began.get(), UNTIL), unseen, questions, end));
    }

    private static Observed.Question question(Entry asked) {
        return new Observed.Question(
                asked.at(),
                value(asked, BECAUSE),
                List.of(value(asked, CONDITIONS).split("\n")),
                Optional.empty());
    }

    private static Observed.Question answered(Observed.Question question, Entry answer) {
        return question.answer().isPresent()
                ? question
                : new Observed.Question(
                        question.at(),
                        question.because(),
                        question.conditions(),
                        Optional.of(new Observed.Answer(answer.at(), value(answer, "by"), value(answer, "reason"))));
    }

    private static Instant instant(Entry entry, String key) {
        return Instant.parse(value(entry, key));
    }

    private static String value(Entry entry, String key) {
        String value = entry.details().get(key);
        if (value == null) {
            throw new IllegalStateException("the journal's entry " + entry.number() + " has no \"" + key + "\"");
        }
        return value;
    }
}
