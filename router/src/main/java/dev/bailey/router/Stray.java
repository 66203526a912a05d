package dev.bailey.router;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A write in flight that keeps a hold waiting. Immutable.
 *
 * @param request method and path, without the query, which may hold secrets
 * @param since for how long its side has had it
 */
record Stray(String request, Duration since) {

    private static final int NAMED_MAX = 3;
    private static final int LETTERS_MAX = 80;

    static Stray of(Incoming incoming, long nanos) {
        String request = incoming.request().method().name() + " " + RequestCheck.path(incoming.uri());
        return new Stray(
                request.length() <= LETTERS_MAX ? request : request.substring(0, LETTERS_MAX) + "…",
                Duration.ofNanos(nanos));
    }

    /** Such as "1 write in flight for 4.9 s: POST /export"; empty where there is none. */
    static String sentence(List<Stray> strays) {
        if (strays.isEmpty()) {
            return "";
        }
        List<Stray> oldestFirst = strays.stream()
                .sorted(Comparator.comparing(Stray::since).reversed())
                .toList();
        String count =
                strays.size() == 1 ? "1 write in flight for " : strays.size() + " writes in flight, the oldest for ";
        String named = oldestFirst.stream().limit(NAMED_MAX).map(Stray::request).collect(Collectors.joining(", "));
        double seconds = oldestFirst.get(0).since().toMillis() / 1_000.0;
        return count
                + String.format(Locale.ROOT, "%.1f s: ", seconds)
                + named
                + (strays.size() > NAMED_MAX ? ", …" : "");
    }
}
