package dev.bailey.control;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;

/** Figures as people say them. */
final class Spoken {

    private static final long SECONDS_MAX = 120;
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final double MILLIS = 1_000;
    private static final MathContext DIGITS = new MathContext(3);
    private static final double WHOLE_FROM = 100;

    private Spoken() {}

    /** {@code 250 ms}, {@code 1.5 s}, {@code 45 min} or {@code 3 h}. */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds == 0) {
            return duration.toMillis() + " ms";
        } else if (seconds <= SECONDS_MAX) {
            return number((double) duration.toMillis() / MILLIS) + " s";
        } else if (seconds % HOUR == 0) {
            return seconds / HOUR + " h";
        }
        return seconds % MINUTE == 0 || seconds > HOUR ? seconds / MINUTE + " min" : seconds + " s";
    }

    /** {@code 2.3 %}. */
    static String percent(double percent) {
        return number(percent) + " %";
    }

    /** {@code 84 ms}. */
    static String millis(double millis) {
        return number(millis) + " ms";
    }

    /** With three digits that say something: {@code 312}, {@code 1.5} or {@code 0.05}. */
    static String number(double number) {
        if (number == 0) {
            return "0";
        } else if (number >= WHOLE_FROM) {
            return Long.toString(Math.round(number));
        }
        return new BigDecimal(number, DIGITS).stripTrailingZeros().toPlainString();
    }
}
