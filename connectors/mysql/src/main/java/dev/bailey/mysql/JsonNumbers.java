package dev.bailey.mysql;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Numbers in JSON as MySQL must be given them to store the double that is meant. What it writes itself it does not
 * always read back: its reader (RapidJSON's {@code ParseNumber} and {@code StrtodNormalPrecision}, without full
 * precision) rounds more than once, and one double in five comes out as a neighbour. So each is tried here as the
 * server will read it, and where it would go wrong, another spelling is looked for that comes out right. There is one
 * for all but some eight in a million, which a comparison of the sides shows.
 */
final class JsonNumbers {

    private static final int EXPONENT_MAX = 308;

    /** How far around the expected number the search goes: in powers of ten, and in neighbours. */
    private static final int SCALES = 100;

    private static final int NEIGHBOURS = 12;

    private static final double[] POWERS = powers();

    private JsonNumbers() {}

    private static double[] powers() {
        double[] powers = new double[EXPONENT_MAX + 1];
        for (int i = 0; i <= EXPONENT_MAX; i++) {
            powers[i] = Double.parseDouble("1e" + i);
        }
        return powers;
    }

    /** The document with every double spelled so that the server reads it as it is. */
    static String readable(String document) {
        StringBuilder out = new StringBuilder(document.length());
        int done = 0;
        int at = 0;
        while (at < document.length()) {
            char each = document.charAt(at);
            int end = each == '"' ? textEnd(document, at) : isNumber(each) ? numberEnd(document, at) : at + 1;
            String number = isNumber(each) ? document.substring(at, end) : "";
            if (isDouble(number)) {
                out.append(document, done, at).append(spelled(number));
                done = end;
            }
            at = end;
        }
        return done == 0
                ? document
                : out.append(document, done, document.length()).toString();
    }

    private static int textEnd(String document, int from) {
        int at = from + 1;
        while (at < document.length() && document.charAt(at) != '"') {
            at += document.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, document.length());
    }

    private static int numberEnd(String document, int from) {
        int at = from + 1;
        while (at < document.length() && (isNumber(document.charAt(at)) || ".eE+".indexOf(document.charAt(at)) >= 0)) {
            at++;
        }
        return at;
    }

    private static boolean isNumber(char each) {
        return each == '-' || (each >= '0' && each <= '9');
    }

    private static boolean isDouble(String number) {
        return number.indexOf('.') >= 0 || number.indexOf('e') >= 0 || number.indexOf('E') >= 0;
    }

    private static String spelled(String number) {
        double meant = Double.parseDouble(number);
        return Double.isInfinite(meant) || read(number) == meant
                ? number
                : other(meant).orElse(number);
    }

    /** Whole numbers and powers of ten whose quotient, as the server computes it, is the double. */
    private static Optional<String> other(double meant) {
        int magnitude = (int) Math.floor(Math.log10(Math.abs(meant)));
        for (int scale = 15; scale < 15 + SCALES; scale++) {
            int power = magnitude - scale;
            double near = unscaled(meant, power);
            for (int i = -NEIGHBOURS; i <= NEIGHBOURS; i++) {
                double candidate = near + i * Math.ulp(near);
                String spelled = new BigDecimal(candidate)
                                .setScale(0, RoundingMode.HALF_EVEN)
                                .toPlainString() + "e" + power;
                if (read(spelled) == meant) {
                    return Optional.of(spelled);
                }
            }
        }
        return Optional.empty();
    }

    private static double unscaled(double value, int power) {
        return power >= 0
                ? value / POWERS[power]
                : value * POWERS[Math.min(EXPONENT_MAX, -power)] * POWERS[Math.max(0, -power - EXPONENT_MAX)];
    }

    /** What the server makes of a number that is a double. */
    static double read(String number) {
        return new Reading(number).value();
    }

    /** The server's way through one number, step by step. */
    private static final class Reading {

        private static final int SIGNIFICANT_MAX = 17;
        private static final long EXACT_MAX = (1L << 53) - 1;

        private final String number;
        private final boolean minus;
        private int at;

        /** Unsigned, while all digits fit. */
        private long whole;

        private double value;
        private boolean isDouble;
        private int significant;
        private int exponent;

        Reading(String number) {
            this.number = number;
            this.minus = number.charAt(0) == '-';
            this.at = minus ? 1 : 0;
        }

        double value() {
            digits();
            if (at < number.length() && number.charAt(at) == '.') {
                at++;
                fraction();
            }
            if (!isDouble) {
                value = unsigned(whole);
            }
            if (at < number.length()) {
                exponent += Integer.parseInt(number.substring(at + 1));
            }
            double result = scaled(value, exponent);
            return minus ? -result : result;
        }

        private void digits() {
            long limit = minus ? Long.MAX_VALUE / 10 : Long.divideUnsigned(-1L, 10);
            int last = minus ? 8 : 5;
            significant = number.charAt(at) == '0' ? 0 : -1;
            for (int digit = digit(); digit >= 0; digit = digit()) {
                if (!isDouble && Long.compareUnsigned(whole, limit) >= 0 && (whole != limit || digit > last)) {
                    isDouble = true;
                    value = unsigned(whole);
                }
                if (isDouble) {
                    value = value * 10 + digit;
                } else {
                    whole = whole * 10 + digit;
                    significant++;
                }
                at++;
            }
        }

        private void fraction() {
            for (int digit = digit(); !isDouble && digit >= 0 && Long.compareUnsigned(whole, EXACT_MAX) <= 0; ) {
                whole = whole * 10 + digit;
                exponent--;
                significant += whole != 0 ? 1 : 0;
                at++;
                digit = digit();
            }
            if (!isDouble) {
                value = unsigned(whole);
                isDouble = true;
            }
            for (int digit = digit(); digit >= 0; digit = digit()) {
                if (significant < SIGNIFICANT_MAX) {
                    value = value * 10 + digit;
                    exponent--;
                    significant += value > 0 ? 1 : 0;
                }
                at++;
            }
        }

        /** The digit that comes next; below zero when none does. */
        private int digit() {
            char each = at < number.length() ? number.charAt(at) : ' ';
            return each >= '0' && each <= '9' ? each - '0' : -1;
        }
    }

    private static double unsigned(long whole) {
        return whole >= 0 ? whole : ((whole >>> 1) | (whole & 1)) * 2.0;
    }

    private static double scaled(double value, int exponent) {
        return exponent < -EXPONENT_MAX
                ? scaledOnce(scaledOnce(value, -EXPONENT_MAX), exponent + EXPONENT_MAX)
                : scaledOnce(value, exponent);
    }

    private static double scaledOnce(double value, int exponent) {
        if (exponent < -EXPONENT_MAX) {
            return 0;
        }
        return exponent >= 0 ? value * POWERS[exponent] : value / POWERS[-exponent];
    }
}
