package dev.bailey.control;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.runbook.Entry;
import dev.bailey.runbook.Journal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The journal's part about one slice: which side owns it, in which epoch, and whether a move is under way. It notes what
 * the guards decided and never decides itself. Thread-safe.
 */
final class Ledger {

    private static final String KIND = "flip";
    private static final String INTENT = "intent";

    private final Journal journal;
    private final String slice;

    Ledger(Journal journal, String slice) {
        this.journal = journal;
        this.slice = slice;
    }

    /** The route as last decided; to the source in epoch 0 before the first move. */
    Route route() {
        Route route = Route.to(Side.SOURCE, slice, 0);
        for (Entry entry : journal.entries(KIND, slice)) {
            if (!entry.text().equals(INTENT)) {
                Map<String, String> details = entry.details();
                route = Route.to(side(details, "owner"), slice, number(details, "endEpoch"));
            }
        }
        return route;
    }

    /** The move that was begun and has no end yet. */
    Optional<Intent> open() {
        return journal.last(KIND, slice).filter(last -> last.text().equals(INTENT)).map(last -> {
            Map<String, String> details = last.details();
            return new Intent(
                    slice, side(details, "from"), number(details, "epoch"), details.getOrDefault("by", "unknown"));
        });
    }

    void intended(Intent intent) {
        journal.append(KIND, slice, INTENT, details(intent));
    }

    void ended(Flip flip) {
        Map<String, String> details = details(flip.intent());
        details.put("owner", flip.owner().name());
        details.put("endEpoch", Long.toString(flip.intent().endEpoch()));
        if (!flip.because().isEmpty()) {
            details.put("because", flip.because());
        }
        journal.append(KIND, slice, flip.outcome().name().toLowerCase(Locale.ROOT), details);
    }

    /** Something on the way that people will want to read afterwards. */
    void told(Intent intent, String sentence) {
        journal.append("note", slice, sentence, details(intent));
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
