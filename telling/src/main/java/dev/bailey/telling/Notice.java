package dev.bailey.telling;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One thing that people are told. Immutable.
 *
 * @param title what happened, in one line
 * @param text what else people should know, in any number of lines; may be empty
 * @param fields the same for programs, in the order in which they were given; never a secret
 */
public record Notice(Instant at, String migration, Event event, String title, String text, Map<String, String> fields) {

    /** More than any sentence of Bailey; what a program of the plan said may be longer. */
    private static final int TEXT_MAX = 4_000;

    /** More would be cut off by the clients that people read mail with. */
    private static final int TITLE_MAX = 200;

    public Notice {
        title = cut(title.lines().findFirst().orElse(""), TITLE_MAX);
        text = cut(text.strip(), TEXT_MAX);
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        if (title.isBlank()) {
            throw new IllegalArgumentException("a notice of " + event + " says what happened");
        }
    }

    /** What sort of thing it is. */
    public enum Event {
        READY,
        STEP_WAITS,
        STEP_FAILED,
        GATE_CLOSED,
        GATE_OPEN,
        MOVED,
        GIVEN_UP,
        CANARY,
        MEASURED,
        APPROVAL,
        STREAM,
        OBSERVATION,
        ENDING,
        OVER,
        UPDATE;

        /** As webhooks name it, such as {@code step-waits}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The line above all else, such as a mail's subject. */
    String headline() {
        return migration + ": " + title;
    }

    /** @param missing how many notices before this one did not arrive */
    String body(long missing) {
        return (text.isEmpty() ? "" : text + "\n")
                + "at " + at
                + (missing == 0
                        ? ""
                        : "\n" + missing + (missing == 1 ? " message" : " messages")
                                + " before this one could not be delivered; \"bailey status\" and the journal have all");
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }
}
