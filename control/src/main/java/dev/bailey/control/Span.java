package dev.bailey.control;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A stretch of time, both ends included. Immutable. */
record Span(Instant from, Instant to) {

    Span {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("a time that ends before it begins: " + from + " to " + to);
        }
    }

    Duration length() {
        return Duration.between(from, to);
    }

    boolean covers(Span other) {
        return !other.from.isBefore(from) && !other.to.isAfter(to);
    }

    /** @param slack by which clocks may differ */
    boolean overlaps(Span other, Duration slack) {
        return !from.isAfter(other.to.plus(slack)) && !other.from.isAfter(to.plus(slack));
    }

    /** In order, with those made one that touch each other. */
    static List<Span> joined(List<Span> spans) {
        List<Span> joined = new ArrayList<>();
        for (Span next : spans.stream().sorted(Comparator.comparing(Span::from)).toList()) {
            Span last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last == null || next.from.isAfter(last.to)) {
                joined.add(next);
            } else if (next.to.isAfter(last.to)) {
                joined.set(joined.size() - 1, new Span(last.from, next.to));
            }
        }
        return joined;
    }

    /** What of it lies in none of these, in order. */
    List<Span> without(List<Span> others) {
        List<Span> rest = new ArrayList<>();
        Instant begin = from;
        for (Span other : joined(others)) {
            if (other.from.isAfter(to)) {
                break;
            }
            if (other.from.isAfter(begin)) {
                rest.add(new Span(begin, other.from));
            }
            begin = other.to.isAfter(begin) ? other.to : begin;
        }
        if (begin.isBefore(to)) {
            rest.add(new Span(begin, to));
        }
        return rest;
    }

    /** {@code from 2026-11-20T02:00:01Z to 2026-11-20T02:00:04Z}. */
    String sentence() {
        return "from " + time(from) + " to " + time(to);
    }

    private static Instant time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }

    /** {@code 84 ms}, {@code 3.2 s}, {@code 4 min 5 s}. */
    static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1_000) {
            return millis + " ms";
        }
        return millis < 60_000
                ? String.format(Locale.ROOT, "%.1f s", millis / 1_000.0)
                : duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }
}
