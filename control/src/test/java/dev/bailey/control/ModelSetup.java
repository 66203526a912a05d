package dev.bailey.control;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;

/**
 * One configuration of the model, read from text such as {@code crash=1 att=2 w=A,S}: knobs with their values, and the
 * writes. A write comes through router {@code A} or {@code B}, or from a worker that writes straight to the source
 * ({@code S}) or the target ({@code T}); a digit behind it names its store. Immutable.
 */
final class ModelSetup {

    /** Index of a worker on the source; a worker on the target follows. Smaller ones are routers. */
    static final int WORKER = 2;

    private static final int LOG_MAX = 7;

    private final String text;
    private final EnumMap<ModelKnob, Integer> values = new EnumMap<>(ModelKnob.class);
    private final int[] origins;
    private final int[] storeOf;

    private ModelSetup(String text) {
        this.text = text;
        for (ModelKnob knob : ModelKnob.values()) {
            values.put(knob, knob.standard());
        }
        String[] writes = {"A", "B", "S"};
        for (String setting : text.split(" ", -1)) {
            String[] parts = setting.split("=", -1);
            if (parts[0].equals("w")) {
                writes = parts[1].split(",", -1);
            } else {
                values.put(ModelKnob.valueOf(parts[0].toUpperCase(Locale.ROOT)), Integer.parseInt(parts[1]));
            }
        }
        origins = Arrays.stream(writes)
                .mapToInt(write -> "ABST".indexOf(write.charAt(0)))
                .toArray();
        storeOf = Arrays.stream(writes)
                .mapToInt(write -> write.length() > 1 ? write.charAt(1) - '0' : 0)
                .toArray();
    }

    static ModelSetup of(String text) {
        return new ModelSetup(text);
    }

    boolean has(ModelKnob knob) {
        return value(knob) > 0;
    }

    int value(ModelKnob knob) {
        return values.getOrDefault(knob, knob.standard());
    }

    int stores() {
        return value(ModelKnob.STORES);
    }

    int writes() {
        return origins.length;
    }

    /** The router (0, 1) through which a write comes, or the worker on the source (2) or target (3). */
    int origin(int write) {
        return origins[write];
    }

    boolean isRouted(int write) {
        return origins[write] < WORKER;
    }

    int store(int write) {
        return storeOf[write];
    }

    /** The writes to a store, as bits. */
    int writesTo(int store) {
        int bits = 0;
        for (int write = 0; write < writes(); write++) {
            if (storeOf[write] == store) {
                bits |= 1 << write;
            }
        }
        return bits;
    }

    /** How many entries a store's log can hold: each write once, and one more where a mistake may write one twice. */
    int logLength() {
        int most = 0;
        for (int store = 0; store < stores(); store++) {
            most = Math.max(most, Integer.bitCount(writesTo(store)));
        }
        boolean mayRepeat = !has(ModelKnob.LOOPMARK) || !has(ModelKnob.CPCAS);
        return Math.max(1, Math.min(LOG_MAX, most + (mayRepeat ? 1 : 0)));
    }

    @Override
    public String toString() {
        return text;
    }
}
