package dev.bailey.control;

/**
 * One configuration of {@link SlicesWorld}, read from text such as {@code slices=2 att=2 w=A0,S1}: knobs, and the
 * writes. A write comes through router {@code A}, {@code B} or {@code C}, or from a worker on the source ({@code S}) or
 * the target ({@code T}); {@code s} and {@code t} are workers whom no guard stops. The digit is its slice. Immutable.
 */
final class SlicesSetup {

    private static final String ROUTERS = "ABC";

    private final String text;
    private final ModelValues<SlicesKnob> values;
    private final String[] writes;

    private SlicesSetup(String text) {
        this.text = text;
        values = new ModelValues<>(SlicesKnob.class, SlicesKnob::standard, text);
        writes = values.word("w", "A0,S1").split(",", -1);
    }

    static SlicesSetup of(String text) {
        return new SlicesSetup(text);
    }

    boolean has(SlicesKnob knob) {
        return number(knob) > 0;
    }

    int number(SlicesKnob knob) {
        return values.number(knob);
    }

    int slices() {
        return number(SlicesKnob.SLICES);
    }

    int routers() {
        return number(SlicesKnob.ROUTERS);
    }

    int writes() {
        return writes.length;
    }

    int slice(int write) {
        return writes[write].charAt(1) - '0';
    }

    /** Through which router it comes; -1 for a worker's. */
    int router(int write) {
        return ROUTERS.indexOf(writes[write].charAt(0));
    }

    /** On which side a worker makes it. */
    int side(int write) {
        return Character.toUpperCase(writes[write].charAt(0)) == 'S' ? 0 : 1;
    }

    /** Whether it gets past the guard. */
    boolean trespasses(int write) {
        return Character.isLowerCase(writes[write].charAt(0));
    }

    /** The writes of a slice that guards let pass, as bits. */
    int writesOf(int slice) {
        int bits = 0;
        for (int write = 0; write < writes(); write++) {
            if (slice(write) == slice && !trespasses(write)) {
                bits |= 1 << write;
            }
        }
        return bits;
    }

    @Override
    public String toString() {
        return text;
    }
}
