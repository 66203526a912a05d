package dev.bailey.judging;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What of two answers is compared. Immutable.
 *
 * @param headers whose values have to be the same, by name without case; of others nothing is compared
 * @param ignored paths that are not compared, nor what lies below them: {@code *} stands for any part of a path
 * @param unordered paths of lists whose order means nothing, in the same spelling
 */
public record ComparisonRules(Set<String> headers, Set<String> ignored, Set<String> unordered) {

    /** What caches, browsers and clients go by. */
    public static final Set<String> HEADERS =
            Set.of("content-type", "location", "cache-control", "vary", "content-language", "www-authenticate", "link");

    public ComparisonRules {
        Set<String> names = new TreeSet<>();
        headers.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        headers = Set.copyOf(names);
        ignored = Set.copyOf(ignored);
        unordered = Set.copyOf(unordered);
    }

    /** Everything but headers that no client goes by. */
    public static ComparisonRules usual() {
        return new ComparisonRules(HEADERS, Set.of(), Set.of());
    }

    /** Whether one of these spellings is the path, or that of something it lies in. */
    static boolean hold(Set<String> spellings, String path) {
        return spellings.stream().anyMatch(spelling -> {
            String parts =
                    Arrays.stream(spelling.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^.]*"));
            return path.matches(parts + "([.\\[ ].*)?");
        });
    }
}
