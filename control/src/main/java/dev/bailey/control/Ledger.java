package dev.bailey.control;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Journal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The journal's part about one slice: which side owns it, in which epoch, and whether a move is under way. It notes
 * what the guards decided and never decides itself. Thread-safe.
 */
final class Ledger {

    static final String KIND = "flip";
    static final String INTENT = "intent";

    /** A hold on the way to a move, in which guards are put on; and its end. */
    static final String GUARDING = "guarding";

    static final String GUARDED = "guarded";
    static final String MEASURED = "measured";
    static final String PAUSE = "pauseMillis";
    private static final String OWNER = "owner";
    private static final String END_EPOCH = "endEpoch";
    private static final String HELD = "held";
    private static final String FAILED = "failed";
    private static final String STEP = "step.";

    private final Journal journal;
    private final String slice;
    private final Side home;

    Ledger(Journal journal, Slice slice) {
        this.journal = journal;
        this.slice = slice.name();
        this.home = slice.home();
    }

    String slice() {
        return slice;
    }

    /**
     * How it stands, all of it from one look at the journal.
     *
     * @param route as last decided; home in epoch 0 before the first move
     * @param moving whether a move was begun that has no end yet
     * @param flipped when the side that owns the slice last changed
     */
    record Standing(Route route, boolean moving, Optional<Instant> flipped) {}

    Standing standing() {
        return standing(slice, home, journal.entries(KIND, slice));
    }

    /** The same by all entries of a journal that somebody else may have open. */
    static Standing standing(Slice slice, List<Entry> journal) {
        return standing(
                slice.name(),
                slice.home(),
                journal.stream()
                        .filter(entry ->
                                entry.kind().equals(KIND) && entry.subject().equals(slice.name()))
                        .toList());
    }

    private static Standing standing(String slice, Side home, List<Entry> entries) {
        Standing standing = new Standing(Route.to(home, slice, 0), false, Optional.empty());
        for (Entry entry : entries) {
            standing = begins(entry)
                    ? new Standing(standing.route, /* moving= */ true, standing.flipped)
                    : ended(slice, entry, standing);
        }
        return standing;
    }

    private static Standing ended(String slice, Entry entry, Standing before) {
        Map<String, String> details = entry.details();
        Route route = Route.to(side(details, OWNER), slice, number(details, END_EPOCH));
        boolean flips = route.writes() != before.route.writes();
        return new Standing(route, /* moving= */ false, flips ? Optional.of(entry.at()) : before.flipped);
    }

    /** The route as last decided; home in epoch 0 before the first move. */
    Route route() {
        return standing().route;
    }

    private static boolean begins(Entry entry) {
        return entry.text().equals(INTENT) || entry.text().equals(GUARDING);
    }

    /** The move that was begun and has no end yet. */
    Optional<Intent> open() {
        return journal.last(KIND, slice).filter(Ledger::begins).map(last -> intent(last.details()));
    }

    /** How many entries there are; more than before when a move began or ended. */
    long entries() {
        return journal.entries(KIND, slice).size();
    }

    /** Something on the way that people will want to read afterwards. */
    void noted(Intent intent, String sentence) {
        journal.append("note", slice, sentence, details(intent));
    }

    void intended(Intent intent) {
        journal.append(KIND, slice, INTENT, details(intent));
    }

    /** Routers will hold in this epoch, and nothing else will have happened. */
    void guarding(Intent intent) {
        journal.append(KIND, slice, GUARDING, details(intent));
    }

    void guarded(Intent intent) {
        Map<String, String> details = details(intent);
        details.put(OWNER, intent.from().name());
        details.put(END_EPOCH, Long.toString(intent.endEpoch()));
        journal.append(KIND, slice, GUARDED, details);
    }

    void ended(Flip flip) {
        Map<String, String> details = details(flip.intent());
        details.put(OWNER, flip.owner().name());
        details.put(END_EPOCH, Long.toString(flip.intent().endEpoch()));
        if (!flip.because().isEmpty()) {
            details.put("because", flip.because());
        }
        journal.append(KIND, slice, flip.outcome().name().toLowerCase(Locale.ROOT), details);
    }

    /** What the users felt of a move, known a little after its end. */
    void measured(FlipRecord record) {
        Map<String, String> details = details(record.flip().intent());
        record.pauseMillis().ifPresent(millis -> details.put(PAUSE, Long.toString(millis)));
        record.held().ifPresent(held -> details.put(HELD, Long.toString(held)));
        record.failed().ifPresent(failed -> details.put(FAILED, Long.toString(failed)));
        record.flip().stepMillis().forEach((step, millis) -> details.put(STEP + step.label(), Long.toString(millis)));
        journal.append(MEASURED, slice, "measured", details);
    }

    /** Every move that has ended, oldest first, with what was measured of it. */
    List<FlipRecord> history() {
        Map<Long, Map<String, String>> measured = new HashMap<>();
        for (Entry entry : journal.entries(MEASURED, slice)) {
            measured.put(number(entry.details(), "epoch"), entry.details());
        }
        List<FlipRecord> history = new ArrayList<>();
        for (Entry entry : journal.entries(KIND, slice)) {
            if (!begins(entry) && !entry.text().equals(GUARDED)) {
                Map<String, String> details = measured.getOrDefault(number(entry.details(), "epoch"), Map.of());
                history.add(record(entry, details));
            }
        }
        return history;
    }

    private FlipRecord record(Entry end, Map<String, String> measured) {
        Map<FlipStep, Long> steps = new EnumMap<>(FlipStep.class);
        for (FlipStep step : FlipStep.values()) {
            String millis = measured.get(STEP + step.label());
            if (millis != null) {
                steps.put(step, Long.valueOf(millis));
            }
        }
        Flip flip = new Flip(
                intent(end.details()),
                Flip.Outcome.valueOf(end.text().toUpperCase(Locale.ROOT)),
                side(end.details(), OWNER),
                end.at(),
                steps,
                end.details().getOrDefault("because", ""));
        return new FlipRecord(flip, optional(measured, PAUSE), optional(measured, HELD), optional(measured, FAILED));
    }

    private static OptionalLong optional(Map<String, String> details, String key) {
        String value = details.get(key);
        return value == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
    }

    private Intent intent(Map<String, String> details) {
        return new Intent(
                slice, side(details, "from"), number(details, "epoch"), details.getOrDefault("by", "unknown"));
    }

    private static Map<String, String> details(Intent intent) {
        Map<String, String> details = new HashMap<>();
        details.put("from", intent.from().name());
        details.put("epoch", Long.toString(intent.epoch()));
        details.put("by", intent.by());
        return details;
    }

    private static Side side(Map<String, String> details, String key) {
        return Side.valueOf(value(details, key));
    }

    private static long number(Map<String, String> details, String key) {
        return Long.parseLong(value(details, key));
    }

    private static String value(Map<String, String> details, String key) {
        String value = details.get(key);
        if (value == null) {
            throw new IllegalStateException("the journal's entry about a flip has no \"" + key + "\": " + details);
        }
        return value;
    }
}
