package dev.bailey.control;

import dev.bailey.core.Side;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How people name a conflict: {@code orders/target/17}. Immutable.
 *
 * @param side whose database keeps it: the one that the change did not fit
 */
public record ConflictId(String store, Side side, long number) {

    private static final Pattern FORM = Pattern.compile("([a-z][a-z0-9-]*)/(source|target)/([1-9][0-9]{0,17})");

    public static Optional<ConflictId> of(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new ConflictId(
                        matcher.group(1),
                        Side.valueOf(matcher.group(2).toUpperCase(Locale.ROOT)),
                        Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return store + "/" + side.label() + "/" + number;
    }
}
