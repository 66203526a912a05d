package dev.bailey.router;

import java.util.Arrays;

/** A set of header names, whatever their case. Looked into for every header of every message. Immutable. */
final class HeaderNames {

    private static final String[] NONE = {};

    private final String[][] byLength;

    private HeaderNames(String[][] byLength) {
        this.byLength = byLength;
    }

    static HeaderNames of(String... names) {
        int longest = Arrays.stream(names).mapToInt(String::length).max().orElse(0);
        String[][] byLength = new String[longest + 1][];
        for (int length = 0; length <= longest; length++) {
            int wanted = length;
            byLength[length] =
                    Arrays.stream(names).filter(name -> name.length() == wanted).toArray(String[]::new);
        }
        return new HeaderNames(byLength);
    }

    boolean contains(String name) {
        String[] candidates = name.length() < byLength.length ? byLength[name.length()] : NONE;
        for (String candidate : candidates) {
            if (candidate.equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }
}
