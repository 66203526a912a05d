package dev.bailey.postgres;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which types hold all that others do, with the same text: the widenings that people make while a database is in use.
 * {@code real} to {@code double precision} is none: the server makes other digits of what is there.
 */
final class WiderTypes {

    private static final List<String> WHOLE_NUMBERS = List.of("smallint", "integer", "bigint", "numeric");
    private static final List<String> TEXTS = List.of("text", "character varying");
    private static final Pattern LIMITED = Pattern.compile("character varying\\((\\d+)\\)");
    private static final Pattern SCALED = Pattern.compile("numeric\\((\\d+),(\\d+)\\)");

    private WiderTypes() {}

    static boolean holds(String wider, String narrower) {
        if (wider.equals(narrower)) {
            return true;
        }
        int number = WHOLE_NUMBERS.indexOf(narrower);
        if (number >= 0) {
            return number < WHOLE_NUMBERS.indexOf(wider);
        }
        Matcher limited = LIMITED.matcher(narrower);
        if (TEXTS.contains(narrower) || limited.matches()) {
            return TEXTS.contains(wider) || isLonger(wider, limited);
        }
        Matcher scaled = SCALED.matcher(narrower);
        return scaled.matches() && (wider.equals("numeric") || isMorePrecise(wider, scaled));
    }

    private static boolean isLonger(String wider, Matcher narrower) {
        Matcher limited = LIMITED.matcher(wider);
        return narrower.matches() && limited.matches() && number(limited, 1) >= number(narrower, 1);
    }

    /** With the same scale, for a value is shown with all of it. */
    private static boolean isMorePrecise(String wider, Matcher narrower) {
        Matcher scaled = SCALED.matcher(wider);
        return scaled.matches() && number(scaled, 1) >= number(narrower, 1) && number(scaled, 2) == number(narrower, 2);
    }

    private static int number(Matcher matched, int group) {
        return Integer.parseInt(matched.group(group));
    }
}
