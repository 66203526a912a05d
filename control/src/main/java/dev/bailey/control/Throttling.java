package dev.bailey.control;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person says about the speed of the copy: a speed such as {@code 20MB} a second, {@code off} for no limit, or
 * {@code auto} for what the plan says. Immutable.
 */
public record Throttling(String text) {

    private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,8})(kB|MB|GB)");

    public Throttling {
        if (!text.equals("off") && !text.equals("auto") && bytes(text).isEmpty()) {
            throw new IllegalArgumentException("a speed is like 20MB, off or auto: " + text);
        }
    }

    public static Optional<Throttling> of(String text) {
        return text.equals("off") || text.equals("auto") || bytes(text).isPresent()
                ? Optional.of(new Throttling(text))
                : Optional.empty();
    }

    /** Bytes per second as a plan writes them, in powers of ten; empty when it is no such text. */
    public static OptionalLong bytes(String text) {
        Matcher matcher = RATE.matcher(text);
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        long unit = switch (matcher.group(2)) {
            case "kB" -> 1_000;
            case "MB" -> 1_000_000;
            default -> 1_000_000_000;
        };
        return OptionalLong.of(Long.parseLong(matcher.group(1)) * unit);
    }

    CopyPace.Setting setting() {
        return switch (text) {
            case "off" -> CopyPace.Setting.OFF;
            case "auto" -> CopyPace.Setting.AUTO;
            default -> CopyPace.Setting.fixed(bytes(text).orElseThrow());
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
