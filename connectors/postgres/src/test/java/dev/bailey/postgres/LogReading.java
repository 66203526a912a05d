package dev.bailey.postgres;

import dev.bailey.core.Change;
import dev.bailey.core.ChangeLog;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads what a stream of this log holds, up to a mark written for the purpose. */
record LogReading(ChangeLog log) {

    private static final String END = "end";
    private static final Duration SOON = Duration.ofSeconds(20);

    List<LogEvent> untilMark(String stream) {
        try (LogReader reader = log.read(stream)) {
            return untilMark(reader);
        }
    }

    List<LogEvent> untilMark(LogReader reader) {
        log.mark(END);
        List<LogEvent> events = new ArrayList<>();
        LogEvent event = next(reader);
        while (!(event instanceof LogEvent.Marked marked && marked.mark().equals(END))) {
            events.add(event);
            event = next(reader);
        }
        events.add(event);
        events.add(next(reader));
        return events;
    }

    private static LogEvent next(LogReader reader) {
        LogEvent event = reader.next(SOON);
        if (event == null) {
            throw new AssertionError("nothing came within " + SOON);
        }
        return event;
    }

    List<Change> changes(String stream) {
        return changes(untilMark(stream));
    }

    static List<Change> changes(List<LogEvent> events) {
        return events.stream()
                .filter(LogEvent.Changed.class::isInstance)
                .map(event -> ((LogEvent.Changed) event).change())
                .toList();
    }
}
