package dev.bailey.control;

import java.util.Arrays;

/**
 * A set of exact states, numbered in the order in which they were found, each with the number of the state it was found
 * from. Grows as needed. Confined to one thread.
 */
final class ModelStates {

    /** As much as an array of words can hold at five words a state, and far more than any run of record. */
    static final int STATES_MAX = 200_000_000;

    private static final int NONE = -1;
    private static final int FIRST_CAPACITY = 1 << 12;

    private final int words;
    private long[] packed;
    private int[] parents = new int[FIRST_CAPACITY];
    /** A hash table of numbers, at most half full. */
    private int[] slots = new int[2 * FIRST_CAPACITY];

    private int size;

    ModelStates(int words) {
        this.words = words;
        packed = new long[FIRST_CAPACITY * words];
        Arrays.fill(slots, NONE);
    }

    int size() {
        return size;
    }

    int parent(int state) {
        return parents[state];
    }

    void read(int state, long[] into) {
        System.arraycopy(packed, state * words, into, 0, words);
    }

    /** The number of this state; a new one, with its parent, if it was not in here. */
    int number(long[] state, int parent) {
        int slot = slotOf(state);
        if (slots[slot] != NONE) {
            return slots[slot];
        }
        if (size == parents.length) {
            grow();
            slot = slotOf(state);
        }
        System.arraycopy(state, 0, packed, size * words, words);
        parents[size] = parent;
        slots[slot] = size;
        return size++;
    }

    private int slotOf(long[] state) {
        int slot = hash(state, 0) & (slots.length - 1);
        while (slots[slot] != NONE && !isAt(slots[slot], state)) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private boolean isAt(int number, long[] state) {
        return Arrays.equals(packed, number * words, (number + 1) * words, state, 0, words);
    }

    private int hash(long[] from, int offset) {
        long hash = 0x9E3779B97F4A7C15L;
        for (int i = offset; i < offset + words; i++) {
            hash = (hash ^ from[i]) * 0xBF58476D1CE4E5B9L;
            hash = (hash ^ (hash >>> 29)) * 0x94D049BB133111EBL;
            hash ^= hash >>> 32;
        }
        return (int) hash;
    }

    private void grow() {
        long wanted = Math.min(2L * size, Math.min(STATES_MAX, (Integer.MAX_VALUE - 8) / words));
        if (wanted <= size) {
            throw new IllegalStateException("too many states for one run: " + size);
        }
        packed = Arrays.copyOf(packed, (int) wanted * words);
        parents = Arrays.copyOf(parents, (int) wanted);
        slots = new int[Math.max(slots.length, Integer.highestOneBit((int) Math.min(wanted, 1 << 28)) << 2)];
        Arrays.fill(slots, NONE);
        for (int state = 0; state < size; state++) {
            int slot = hash(packed, state * words) & (slots.length - 1);
            while (slots[slot] != NONE) {
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = state;
        }
    }
}
