package dev.bailey.router;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * How long many answers took, as counts exact to 1 %: two of them, taken one after the other, tell what came between.
 * Immutable; as text it is HdrHistogram's compressed form in Base64, of a few hundred bytes.
 */
public final class Latencies {

    public static final Latencies NONE = new Latencies(new Histogram(Stopwatch.SIGNIFICANT_DIGITS));

    /** More than an hour; the largest that a text may ask memory for. */
    private static final long MICROS_MAX = TimeUnit.HOURS.toMicros(2);

    private static final double MICROS_PER_MILLI = 1_000;

    private final Histogram micros;

    private Latencies(Histogram micros) {
        this.micros = micros;
    }

    /** @param micros in microseconds, and nobody else's from here on */
    static Latencies of(Histogram micros) {
        return new Latencies(micros);
    }

    /** Of answers that took so many milliseconds each. */
    public static Latencies ofMillis(double... millis) {
        Histogram micros = new Histogram(Stopwatch.SIGNIFICANT_DIGITS);
        for (double each : millis) {
            micros.recordValue(Math.round(each * MICROS_PER_MILLI));
        }
        return new Latencies(micros);
    }

    /**
     * What a {@link #text} says.
     *
     * @throws IllegalArgumentException when it says nothing of the sort
     */
    @JsonCreator
    public static Latencies read(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
            Histogram micros = Histogram.decodeFromCompressedByteBuffer(bytes, MICROS_MAX);
            // What was decoded has the range that it came with; it must not refuse what is added to it.
            micros.setAutoResize(true);
            return new Latencies(micros);
        } catch (DataFormatException | RuntimeException e) {
            throw new IllegalArgumentException("these are no latencies: " + e, e);
        }
    }

    public long count() {
        return micros.getTotalCount();
    }

    /** How many took longer; those too near to tell are not among them. */
    public long slowerThan(double millis) {
        long first = micros.nextNonEquivalentValue(Math.round(millis * MICROS_PER_MILLI));
        return first > micros.getMaxValue() ? 0 : micros.getCountBetweenValues(first, micros.getMaxValue());
    }

    /** What this percentage of them did not take longer than; 0 when there are none. */
    public double millisAt(double percent) {
        return (double) micros.getValueAtPercentile(percent) / MICROS_PER_MILLI;
    }

    public Latencies plus(Latencies other) {
        Histogram sum = micros.copy();
        sum.add(other.micros);
        return new Latencies(sum);
    }

    /**
     * What came since.
     *
     * @param earlier of the same, so that nothing is in it that is not in this one
     */
    public Latencies minus(Latencies earlier) {
        Histogram since = micros.copy();
        since.subtract(earlier.micros);
        return new Latencies(since);
    }

    /** To be read again by {@link #read}. */
    @JsonValue
    public String text() {
        // Encoding leaves its buffer behind in the histogram, so it gets one of its own.
        Histogram copy = micros.copy();
        ByteBuffer bytes = ByteBuffer.allocate(copy.getNeededByteBufferCapacity());
        int length = copy.encodeIntoCompressedByteBuffer(bytes);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    }

    @Override
    public String toString() {
        return count() + " answers, p99 " + millisAt(99) + " ms";
    }
}
