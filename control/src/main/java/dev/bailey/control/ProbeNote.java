package dev.bailey.control;

import dev.bailey.runbook.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a prober wrote down. Immutable.
 *
 * @param probe its name
 * @param sent probes of the time that was watched; of a window, those that failed
 * @param failed of these
 * @param because what was wrong first; empty where nothing was
 * @param grain a shorter time than this lies between two looks
 */
record ProbeNote(
        String probe, Kind kind, Instant from, Instant to, long sent, long failed, String because, Duration grain) {

    /** The kind of the journal's entries about it; their subject is the probe's name. */
    static final String KIND = "probe";

    /** What it tells of. */
    enum Kind {
        /** It looked all this time. */
        WATCHED,
        /** From then on it failed, until now at least. */
        FAILING,
        /** It failed, from the first probe that did to the first answer that was right. */
        FAILED
    }

    ProbeNote {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("a time that ends before it begins: " + from + " to " + to);
        }
    }

    static ProbeNote of(Entry entry) {
        return of(entry.subject(), entry.text(), entry.details());
    }

    static ProbeNote of(String probe, String text, Map<String, String> details) {
        try {
            return new ProbeNote(
                    probe,
                    Kind.valueOf(text.toUpperCase(Locale.ROOT)),
                    Instant.parse(details.getOrDefault("from", "")),
                    Instant.parse(details.getOrDefault("to", "")),
                    Long.parseLong(details.getOrDefault("sent", "")),
                    Long.parseLong(details.getOrDefault("failed", "")),
                    details.getOrDefault("because", ""),
                    Duration.ofMillis(Long.parseLong(details.getOrDefault("grainMillis", ""))));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("no note of a prober: " + text + " " + details, e);
        }
    }

    String text() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("from", from.toString());
        details.put("to", to.toString());
        details.put("sent", Long.toString(sent));
        details.put("failed", Long.toString(failed));
        if (!because.isEmpty()) {
            details.put("because", because);
        }
        details.put("grainMillis", Long.toString(grain.toMillis()));
        return details;
    }

    boolean isWindow() {
        return kind != Kind.WATCHED;
    }
}
