package dev.bailey.mysql;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which types hold all that others do, with the same bytes and the same text: the widenings that people make while a
 * database is in use. How a number is shown (its width, {@code ZEROFILL}) is no part of it.
 */
final class WiderTypes {

    private static final List<String> WHOLE_NUMBERS = List.of("tinyint", "smallint", "mediumint", "int", "bigint");
    private static final List<Integer> WHOLE_BITS = List.of(8, 16, 24, 32, 64);
    private static final Pattern SHAPE = Pattern.compile("([a-z0-9]+)(?:\\((\\d+)(?:,(\\d+))?\\))?.*", Pattern.DOTALL);
    private static final Pattern MEMBERS = Pattern.compile("(?:enum|set)\\((.*)\\)", Pattern.DOTALL);

    private WiderTypes() {}

    /** Both as {@link ValueType#spelled()} spells them. */
    static boolean holds(String wider, String narrower) {
        ValueType wide = ValueType.spelled(wider);
        ValueType narrow = ValueType.spelled(narrower);
        if (!named(wide.charset()).equals(named(narrow.charset()))
                || !named(wide.collation()).equals(named(narrow.collation()))) {
            return false;
        } else if (wide.text().equals(narrow.text())) {
            return true;
        }
        Shape w = Shape.of(wide);
        Shape n = Shape.of(narrow);
        return switch (narrow.kind()) {
            case INTEGER -> wide.kind() == narrow.kind() && isWiderNumber(w, n);
            case DECIMAL ->
                wide.kind() == narrow.kind()
                        && w.second == n.second
                        && w.first >= n.first
                        && (!w.unsigned || n.unsigned);
            case FLOAT, DOUBLE ->
                (wide.kind() == ValueType.Kind.DOUBLE || wide.kind() == narrow.kind())
                        && !w.isMeasured()
                        && !n.isMeasured()
                        && (!w.unsigned || n.unsigned);
            case BIT -> wide.kind() == narrow.kind() && w.first >= n.first;
            case YEAR -> wide.kind() == narrow.kind();
            case TEXT -> wide.kind() == narrow.kind() && isLongerText(w, n, charactersBytes(narrow.charset()));
            case BYTES -> wide.kind() == narrow.kind() && isLongerText(w, n, 1);
            case ENUM, SET -> wide.kind() == narrow.kind() && hasMembersOf(wide.text(), narrow.text());
            case DATE, TIME, DATETIME, TIMESTAMP, FIXED_BYTES, JSON, GEOMETRY, NAMED, UNKNOWN -> false;
        };
    }

    /** What older versions call by a name that newer ones do not use any more. */
    private static String named(String charset) {
        return charset.equals("utf8") ? "utf8mb3" : charset.replaceFirst("^utf8_", "utf8mb3_");
    }

    private static boolean isWiderNumber(Shape wide, Shape narrow) {
        int wideBits = WHOLE_BITS.get(WHOLE_NUMBERS.indexOf(wide.name)) - (wide.unsigned ? 0 : 1);
        int narrowBits = WHOLE_BITS.get(WHOLE_NUMBERS.indexOf(narrow.name)) - (narrow.unsigned ? 0 : 1);
        return wideBits >= narrowBits && (!wide.unsigned || narrow.unsigned);
    }

    /** A {@code char} loses blanks at its end, so it holds no other; among the rest, more holds less. */
    private static boolean isLongerText(Shape wide, Shape narrow, int bytesEach) {
        if (wide.name.equals("char")) {
            return narrow.name.equals("char") && wide.first >= narrow.first;
        }
        boolean narrowCounts = narrow.first >= 0;
        boolean wideCounts = wide.first >= 0;
        if (wideCounts) {
            return narrowCounts && wide.first >= narrow.first;
        }
        return capacity(wide.name) >= (narrowCounts ? (long) narrow.first * bytesEach : capacity(narrow.name));
    }

    private static long capacity(String name) {
        return name.startsWith("tiny")
                ? 255
                : name.startsWith("medium") ? (1L << 24) - 1 : name.startsWith("long") ? (1L << 32) - 1 : 65_535;
    }

    /** At the most, which is on the safe side. */
    private static int charactersBytes(String charset) {
        return charset.equals("latin1") || charset.equals("ascii")
                ? 1
                : named(charset).equals("utf8mb3") ? 3 : 4;
    }

    /** New members behind the others leave their numbers as they are. */
    private static boolean hasMembersOf(String wide, String narrow) {
        Matcher more = MEMBERS.matcher(wide);
        Matcher less = MEMBERS.matcher(narrow);
        return more.matches() && less.matches() && more.group(1).startsWith(less.group(1) + ",");
    }

    /**
     * A type taken apart.
     *
     * @param first number in parentheses; below zero for none
     */
    private record Shape(String name, int first, int second, boolean unsigned) {

        static Shape of(ValueType type) {
            Matcher parts = SHAPE.matcher(type.text().toLowerCase(Locale.ROOT));
            if (!parts.matches()) {
                throw new IllegalStateException("no type of a column: \"" + type.text() + "\"");
            }
            return new Shape(parts.group(1), number(parts.group(2)), number(parts.group(3)), type.isUnsigned());
        }

        private static int number(@Nullable String digits) {
            return digits == null ? -1 : Integer.parseInt(digits);
        }

        boolean isMeasured() {
            return first >= 0;
        }
    }
}
