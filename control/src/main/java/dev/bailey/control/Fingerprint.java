package dev.bailey.control;

import dev.bailey.runbook.Hashes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What something was, part by part, so that one can tell later whether it still is, and which parts are not. Keeps
 * hashes of the parts and never what they say, for it may be a secret. Immutable.
 *
 * @param parts by name, such as {@code cutover.hold.max} or {@code public.orders.total}
 */
public record Fingerprint(SortedMap<String, String> parts) {

    /** Enough of a hash to tell two values of one part from each other. */
    private static final int PART_DIGITS = 16;

    static final int DIGITS = 12;

    /** More than these nobody reads in one go. */
    private static final int NAMED_MAX = 5;

    public Fingerprint {
        parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    }

    /**
     * Of something that is known part by part.
     *
     * @param texts what each part says
     */
    public static Fingerprint of(Map<String, String> texts) {
        TreeMap<String, String> hashes = new TreeMap<>();
        texts.forEach((name, text) -> hashes.put(name, Hashes.sha256(text).substring(0, PART_DIGITS)));
        return new Fingerprint(hashes);
    }

    /** Reads {@link #text} back. */
    static Fingerprint read(String text) {
        TreeMap<String, String> hashes = new TreeMap<>();
        text.lines().forEach(line -> hashes.put(line.substring(PART_DIGITS + 1), line.substring(0, PART_DIGITS)));
        return new Fingerprint(hashes);
    }

    /** A part on each line, its hash first. */
    String text() {
        return parts.entrySet().stream()
                .map(part -> part.getValue() + " " + part.getKey())
                .collect(Collectors.joining("\n"));
    }

    /** All of it in {@value #DIGITS} hexadecimal digits, for people. */
    String brief() {
        return Hashes.sha256(text()).substring(0, DIGITS);
    }

    /** The parts that are not what they were there, each with what became of it; none when nothing changed. */
    List<String> since(Fingerprint before) {
        TreeSet<String> names = new TreeSet<>(parts.keySet());
        names.addAll(before.parts.keySet());
        return names.stream()
                .filter(name -> !String.valueOf(parts.get(name)).equals(String.valueOf(before.parts.get(name))))
                .map(name -> name + became(name, before))
                .toList();
    }

    private String became(String name, Fingerprint before) {
        if (!before.parts.containsKey(name)) {
            return " is new";
        }
        return parts.containsKey(name) ? " has changed" : " is gone";
    }

    /** The same in one sentence of reasonable length. */
    String sentenceSince(Fingerprint before) {
        List<String> changes = since(before);
        String first = changes.stream().limit(NAMED_MAX).collect(Collectors.joining(", "));
        return changes.size() <= NAMED_MAX ? first : first + " and " + (changes.size() - NAMED_MAX) + " more";
    }
}
