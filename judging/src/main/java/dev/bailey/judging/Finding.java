package dev.bailey.judging;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way in which the other side answers otherwise, and that is no noise and no lag. Immutable.
 *
 * @param endpoint the requests that it shows in
 * @param path where, as {@link Difference} has it
 * @param seen requests in which it was confirmed
 * @param examples some of these
 * @param proof how it is known, for people
 * @param accepted why somebody accepted it; null while nobody has
 */
public record Finding(
        String endpoint,
        String path,
        Difference.Kind kind,
        long seen,
        List<Example> examples,
        String proof,
        @Nullable String accepted) {

    /**
     * One request in which it shows.
     *
     * @param request as {@link Sample#shown} has it
     * @param serving what the side that serves answers there; masked where its name tells of a secret
     * @param other what the other side answers
     */
    public record Example(String request, String serving, String other) {}

    public Finding {
        examples = List.copyOf(examples);
    }
}
