package dev.bailey.control;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where each fact of a state stands in an array of small numbers, and how that array is packed into a few words, so
 * that millions of exact states fit into memory. Complete once the first state is packed.
 */
class ModelFields {

    private final List<String> names = new ArrayList<>();
    private final List<Integer> widths = new ArrayList<>();
    private int[] width = new int[0];
    private int[] word = new int[0];
    private int[] shift = new int[0];
    private int words;

    /** A new fact that takes so many bits; returns its place. */
    final int field(String name, int bits) {
        names.add(name);
        widths.add(bits);
        place();
        return names.size() - 1;
    }

    /** One such fact for each of so many. */
    final int[] fields(String name, int bits, int count) {
        int[] all = new int[count];
        Arrays.setAll(all, i -> field(name, bits));
        return all;
    }

    final int size() {
        return width.length;
    }

    final int words() {
        return words;
    }

    final void pack(int[] state, long[] packed) {
        Arrays.fill(packed, 0);
        for (int i = 0; i < width.length; i++) {
            if (state[i] >>> width[i] != 0) {
                throw new IllegalStateException("too large for its field: " + names.get(i) + " = " + state[i]);
            }
            packed[word[i]] |= (long) state[i] << shift[i];
        }
    }

    final void unpack(long[] packed, int[] state) {
        for (int i = 0; i < width.length; i++) {
            state[i] = (int) (packed[word[i]] >>> shift[i]) & ((1 << width[i]) - 1);
        }
    }

    /** Gives each field its place; none straddles two words. */
    private void place() {
        width = widths.stream().mapToInt(Integer::intValue).toArray();
        word = new int[width.length];
        shift = new int[width.length];
        int at = 0;
        int used = 0;
        for (int i = 0; i < width.length; i++) {
            if (used + width[i] > Long.SIZE) {
                at++;
                used = 0;
            }
            word[i] = at;
            shift[i] = used;
            used += width[i];
        }
        words = at + 1;
    }
}
