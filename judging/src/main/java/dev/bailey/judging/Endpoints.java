package dev.bailey.judging;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What requests are called whose paths differ in the names of things alone. */
public final class Endpoints {

    /** Begins with a digit, or has one and either a mark between its parts or many letters; files are none. */
    private static final Pattern NAME_OF_A_THING =
            Pattern.compile("(?=[^.]*[0-9])([0-9][^.]*|[^.]*[-_=~:%][^.]*|[^.]{8,})|[0-9a-fA-F]{16,}");

    private Endpoints() {}

    /**
     * Without the query: {@code GET /orders/{id}/lines}.
     *
     * @param target path and query
     */
    public static String of(String method, String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return method + " "
                + Arrays.stream(path.split("/", -1))
                        .map(part -> NAME_OF_A_THING.matcher(part).matches() ? "{id}" : part)
                        .collect(Collectors.joining("/"));
    }
}
