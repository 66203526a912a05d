package dev.bailey.runbook;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of the journal. Immutable.
 *
 * @param number rises by one with each entry, from 1
 * @param kind what sort of thing happened, such as {@code step}
 * @param subject to what, such as the name of a step
 * @param text what happened, for people
 * @param details what else is known, in the order in which it was given; never a secret
 */
public record Entry(long number, Instant at, String kind, String subject, String text, Map<String, String> details) {

    public Entry {
        if (number < 1) {
            throw new IllegalArgumentException("entries are numbered from 1: " + number);
        }
        if (kind.isEmpty()) {
            throw new IllegalArgumentException("entry " + number + " has no kind: " + text);
        }
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }
}
