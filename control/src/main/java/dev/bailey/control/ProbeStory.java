package dev.bailey.control;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that the probers of one name saw. Immutable.
 *
 * @param watched when somebody looked, in order, each apart from the next
 * @param windows in which it failed, in order
 * @param sent probes
 * @param failed of these
 */
record ProbeStory(String probe, List<Span> watched, List<ProbeNote> windows, long sent, long failed) {

    ProbeStory {
        watched = List.copyOf(watched);
        windows = List.copyOf(windows);
    }

    /** By name. */
    static List<ProbeStory> all(List<ProbeNote> notes) {
        Map<String, List<ProbeNote>> byName = new TreeMap<>();
        notes.forEach(note ->
                byName.computeIfAbsent(note.probe(), first -> new ArrayList<>()).add(note));
        return byName.entrySet().stream()
                .map(each -> of(each.getKey(), each.getValue()))
                .toList();
    }

    private static ProbeStory of(String probe, List<ProbeNote> notes) {
        List<Span> watched = new ArrayList<>();
        Map<Instant, ProbeNote> windows = new LinkedHashMap<>();
        long sent = 0;
        long failed = 0;
        for (ProbeNote note : notes) {
            if (note.isWindow()) {
                windows.put(note.from(), note); // the last word on it
            } else {
                watched.add(new Span(note.from(), note.to()));
                sent += note.sent();
                failed += note.failed();
            }
        }
        return new ProbeStory(probe, Span.joined(watched), List.copyOf(windows.values()), sent, failed);
    }

    /** Whether somebody looked all the time, as far as anything was written down. */
    boolean watched(Span span) {
        return watched.stream().anyMatch(stretch -> stretch.covers(span));
    }

    /** From the first look to the last; there is one where anything was watched. */
    Span whole() {
        return new Span(watched.get(0).from(), watched.get(watched.size() - 1).to());
    }

    /** When nobody looked in between. */
    List<Span> notWatched() {
        return whole().without(watched);
    }

    static Span span(ProbeNote note) {
        return new Span(note.from(), note.to());
    }
}
