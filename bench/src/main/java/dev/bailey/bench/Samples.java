package dev.bailey.bench;

import java.util.List;
import java.util.stream.IntStream;

/** One figure over all rounds, in their order. Immutable. */
record Samples(List<Double> values) {

    Samples {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("samples of no round");
        }
    }

    double min() {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    double max() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    double median() {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The value below which this part of all lies; for 1 the largest. */
    double quantile(double part) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.max(0, Math.ceil(part * sorted.size()) - 1));
    }

    /** The end of a table's row: p50, p99, max. */
    String percentiles() {
        return Rounds.text(quantile(0.5)) + " | " + Rounds.text(quantile(0.99)) + " | " + Rounds.text(max()) + " |";
    }

    /** Round by round, so that what disturbed a round disturbs both sides of its ratio. */
    Samples to(Samples reference) {
        if (reference.values.size() != values.size()) {
            throw new IllegalArgumentException(
                    values.size() + " rounds cannot be set beside " + reference.values.size());
        }
        return new Samples(IntStream.range(0, values.size())
                .mapToObj(round -> values.get(round) / reference.values.get(round))
                .toList());
    }
}
