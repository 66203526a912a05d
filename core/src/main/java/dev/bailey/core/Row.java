package dev.bailey.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a row, or of its key, in the order of the table's columns. Immutable; equal when all values are. */
public final class Row {

    private final Value[] values;

    private Row(Value[] values) {
        this.values = values;
    }

    /** Wraps the values without a copy; nobody may change the array afterwards. */
    public static Row of(Value... values) {
        return new Row(values);
    }

    public static Row of(List<Value> values) {
        return new Row(values.toArray(Value[]::new));
    }

    public int size() {
        return values.length;
    }

    public Value at(int index) {
        return values[index];
    }

    /** The values at these places, such as the key of a row. */
    public Row pick(List<Integer> indexes) {
        Value[] picked = new Value[indexes.size()];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = values[indexes.get(i)];
        }
        return new Row(picked);
    }

    public boolean hasUnchanged() {
        for (Value value : values) {
            if (value.isUnchanged()) {
                return true;
            }
        }
        return false;
    }

    /** This row with every value that it leaves out taken from an earlier image. */
    public Row completedBy(Row earlier) {
        if (!hasUnchanged()) {
            return this;
        }
        Value[] completed = values.clone();
        for (int i = 0; i < completed.length; i++) {
            if (completed[i].isUnchanged()) {
                completed[i] = earlier.at(i);
            }
        }
        return new Row(completed);
    }

    /** Roughly how much memory the values take, in bytes. */
    public long size(int overheadPerValue) {
        long bytes = 0;
        for (Value value : values) {
            bytes += overheadPerValue + value.length();
        }
        return bytes;
    }

    /** An equal row to be kept for long: it holds on to nothing but the bytes of its own values. */
    public Row alone() {
        Value[] alone = new Value[values.length];
        for (int i = 0; i < alone.length; i++) {
            alone[i] = values[i].alone();
        }
        return new Row(alone);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Row row && Arrays.equals(values, row.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        List<String> texts = new ArrayList<>(values.length);
        for (Value value : values) {
            texts.add(value.toString());
        }
        return String.join(", ", texts);
    }
}
