package dev.bailey.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Contenders in turn, A B A B, and the table of what came out. Confined to one thread. */
final class Rounds {

    private final List<Contender> contenders;
    private final Contender reference;

    /** By figure, then by contender. */
    private final Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();

    /** @param reference one of the contenders, to which the ratios are */
    Rounds(List<Contender> contenders, Contender reference) {
        this.contenders = List.copyOf(contenders);
        this.reference = reference;
        if (!contenders.contains(reference)) {
            throw new IllegalArgumentException(reference.name() + " is not among the contenders");
        }
    }

    /** @param progress told each run's figures as they come */
    Rounds run(int rounds, PrintStream progress) {
        for (int round = 1; round <= rounds; round++) {
            for (Contender contender : contenders) {
                Map<String, Double> told = contender.run().once();
                progress.println("round " + round + ", " + contender.name() + ": " + line(told));
                told.forEach((figure, value) -> figures.computeIfAbsent(figure, unseen -> new LinkedHashMap<>())
                        .computeIfAbsent(contender.name(), unseen -> new ArrayList<>())
                        .add(value));
            }
        }
        return this;
    }

    private static String line(Map<String, Double> told) {
        return told.entrySet().stream()
                .map(figure -> figure.getKey() + " " + text(figure.getValue()))
                .collect(Collectors.joining("; "));
    }

    void print(PrintStream out) {
        out.println("| figure | of | min | median | max | to " + reference.name() + ", median (min to max) |");
        out.println("|---|---|---:|---:|---:|---|");
        figures.forEach((figure, byContender) -> byContender.forEach((name, values) -> {
            Samples samples = new Samples(values);
            out.println("| " + figure + " | " + name + " | " + text(samples.min()) + " | " + text(samples.median())
                    + " | " + text(samples.max()) + " | " + ratio(samples, name, byContender) + " |");
        }));
    }

    private String ratio(Samples samples, String name, Map<String, List<Double>> byContender) {
        List<Double> beside = byContender.get(reference.name());
        if (beside == null || name.equals(reference.name())) {
            return "";
        }
        Samples ratio = samples.to(new Samples(beside));
        return text(ratio.median()) + " (" + text(ratio.min()) + " to " + text(ratio.max()) + ")";
    }

    /** Three digits that count, for a table. */
    static String text(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 0.1 || size == 0 ? "%.2f" : "%.4f";
        return String.format(Locale.ROOT, format, value);
    }
}
