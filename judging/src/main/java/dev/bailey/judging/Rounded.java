package dev.bailey.judging;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;

/** Figures as people read them. */
final class Rounded {

    private static final MathContext DIGITS = new MathContext(3);

    private Rounded() {}

    /**
     * As {@link String#format}, with numbers that are not whole to three digits that count, and no zeros behind them.
     */
    static String format(String text, Object... values) {
        return String.format(
                Locale.ROOT, text, Arrays.stream(values).map(Rounded::spelled).toArray());
    }

    private static Object spelled(Object value) {
        if (!(value instanceof Double number)) {
            return value;
        } else if (number.isInfinite()) {
            return "any";
        }
        return new BigDecimal(number).round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
