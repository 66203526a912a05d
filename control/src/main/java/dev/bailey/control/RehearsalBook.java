package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Journal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All rehearsals of a migration, in a journal of their own beside that of the run. Immutable. */
public final class RehearsalBook {

    private static final String KIND = "rehearsal";
    private static final String SURPRISE = "surprise";
    private static final String CLOSED = "surprise closed";
    private static final String PLAN = "plan";
    private static final String SCHEMA = "schema.";
    private static final String STEP = "step.";
    private static final String PAUSE = "pause.";
    private static final String TOOK = "tookMillis";
    private static final String BECAUSE = "because";

    private final Path file;
    private final InstantSource clock;

    public RehearsalBook(StateFolder folder, InstantSource clock) {
        this.file = folder.rehearsals();
        this.clock = clock;
    }

    /** Oldest first; also while another process writes one. */
    public List<Rehearsal> all() {
        return Files.exists(file) ? read(Journal.read(file)) : List.of();
    }

    /** The number of the next. */
    public int next() {
        return all().stream().mapToInt(Rehearsal::number).max().orElse(0) + 1;
    }

    /** Writes one down; its numbers are given here. @return as it stands in the book */
    Rehearsal add(Rehearsal rehearsal, List<String> surprises) {
        try (Journal journal = Journal.open(file, clock)) {
            int number = next();
            for (String sentence : surprises) {
                String id = number + "." + (surprises.indexOf(sentence) + 1);
                journal.append(SURPRISE, id, sentence, Map.of());
            }
            journal.append(
                    KIND,
                    Integer.toString(number),
                    rehearsal.because().isEmpty() ? "went through" : "did not go through",
                    details(rehearsal));
            return all().stream()
                    .filter(one -> one.number() == number)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /**
     * Closes a surprise with a sentence.
     *
     * @return whether there is such a one
     */
    public boolean close(String id, String sentence, String by) {
        boolean known = all().stream()
                .flatMap(rehearsal -> rehearsal.surprises().stream())
                .anyMatch(surprise -> surprise.id().equals(id));
        if (known) {
            try (Journal journal = Journal.open(file, clock)) {
                journal.append(CLOSED, id, sentence, Map.of("by", by));
            }
        }
        return known;
    }

    private static Map<String, String> details(Rehearsal rehearsal) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put(BECAUSE, rehearsal.because());
        details.put(TOOK, Long.toString(rehearsal.took().toMillis()));
        details.put(PLAN, rehearsal.plan().text());
        rehearsal.schemas().forEach((side, schema) -> details.put(SCHEMA + side.label(), schema.text()));
        rehearsal.steps().forEach((step, took) -> details.put(STEP + step, Long.toString(took.toMillis())));
        for (int i = 0; i < rehearsal.pauses().size(); i++) {
            details.put(PAUSE + i, Long.toString(rehearsal.pauses().get(i).toMillis()));
        }
        return details;
    }

    private static List<Rehearsal> read(List<Entry> entries) {
        Map<String, String> closed = new HashMap<>();
        Map<String, List<Entry>> surprises = new HashMap<>();
        for (Entry entry : entries) {
            if (entry.kind().equals(CLOSED)) {
                closed.put(
                        entry.subject(), entry.text() + " (" + entry.details().get("by") + ")");
            } else if (entry.kind().equals(SURPRISE)) {
                String number = entry.subject().substring(0, entry.subject().indexOf('.'));
                surprises.computeIfAbsent(number, one -> new ArrayList<>()).add(entry);
            }
        }
        return entries.stream()
                .filter(entry -> entry.kind().equals(KIND))
                .map(entry -> rehearsal(
                        entry,
                        surprises.getOrDefault(entry.subject(), List.of()).stream()
                                .map(surprise -> new Rehearsal.Surprise(
                                        surprise.subject(),
                                        surprise.text(),
                                        Optional.ofNullable(closed.get(surprise.subject()))))
                                .toList()))
                .toList();
    }

    private static Rehearsal rehearsal(Entry entry, List<Rehearsal.Surprise> surprises) {
        Map<String, String> details = entry.details();
        Map<Side, Fingerprint> schemas = new EnumMap<>(Side.class);
        Map<String, Duration> steps = new LinkedHashMap<>();
        List<Duration> pauses = new ArrayList<>();
        details.forEach((key, value) -> {
            if (key.startsWith(STEP)) {
                steps.put(key.substring(STEP.length()), millis(value));
            } else if (key.startsWith(PAUSE)) {
                pauses.add(millis(value));
            }
        });
        for (Side side : Side.values()) {
            Optional.ofNullable(details.get(SCHEMA + side.label()))
                    .ifPresent(text -> schemas.put(side, Fingerprint.read(text)));
        }
        return new Rehearsal(
                Integer.parseInt(entry.subject()),
                entry.at(),
                millis(details.getOrDefault(TOOK, "0")),
                details.getOrDefault(BECAUSE, ""),
                Fingerprint.read(details.getOrDefault(PLAN, "")),
                schemas,
                steps,
                pauses,
                surprises);
    }

    private static Duration millis(String text) {
        return Duration.ofMillis(Long.parseLong(text));
    }
}
