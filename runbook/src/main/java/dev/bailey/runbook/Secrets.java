package dev.bailey.runbook;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values that must not be written down: the plan's variables of commands and headers of requests. Immutable. */
final class Secrets {

    /** A shorter one tells nothing, and would be found in every second word. */
    private static final int SHORTEST = 4;

    private static final String MASK = "***";

    private final List<String> values;

    private Secrets(List<String> values) {
        this.values = values;
    }

    static Secrets of(Collection<String> values) {
        // Longest first, so that one that holds another goes as a whole.
        return new Secrets(values.stream()
                .filter(value -> value.length() >= SHORTEST)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    /** The text with every secret struck out. */
    String struckOut(String text) {
        String clean = text;
        for (String value : values) {
            clean = clean.replace(value, MASK);
        }
        return clean;
    }

    /** A copy that keeps its order. */
    static Map<String, String> copy(Map<String, String> values) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
