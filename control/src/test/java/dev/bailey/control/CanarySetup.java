package dev.bailey.control;

import java.util.Locale;

/**
 * One configuration of {@link CanaryWorld}, read from text such as {@code routers=2 w=AB}: knobs, and the router that
 * each write passes; in lower case one that names no tenant. Immutable.
 */
final class CanarySetup {

    private final String text;
    private final ModelValues<CanaryKnob> values;
    private final String writes;

    private CanarySetup(String text) {
        this.text = text;
        values = new ModelValues<>(CanaryKnob.class, CanaryKnob::standard, text);
        writes = values.word("w", "AB");
    }

    static CanarySetup of(String text) {
        return new CanarySetup(text);
    }

    boolean has(CanaryKnob knob) {
        return number(knob) > 0;
    }

    int number(CanaryKnob knob) {
        return values.number(knob);
    }

    int writes() {
        return writes.length();
    }

    int router(int write) {
        return writes.toUpperCase(Locale.ROOT).charAt(write) - 'A';
    }

    boolean namesNoTenant(int write) {
        return Character.isLowerCase(writes.charAt(write));
    }

    @Override
    public String toString() {
        return text;
    }
}
