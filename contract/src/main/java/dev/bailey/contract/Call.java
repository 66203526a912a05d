package dev.bailey.contract;

import dev.bailey.judging.Answer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request of a contract. Immutable.
 *
 * @param place where it stands, for people: {@code orders.yaml:12}
 * @param target path and query, as they are sent
 * @param recorded what was answered when it was recorded
 * @param wants what its answer has to be
 * @param takes what of its answer later requests need, by the name by which they call for it
 */
public record Call(
        String place,
        String method,
        String target,
        List<Header> headers,
        Content body,
        Optional<Answer> recorded,
        List<Want> wants,
        Map<String, Take> takes) {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    public Call {
        if (!target.startsWith("/")) {
            throw new IllegalArgumentException("a target begins with a slash: " + target);
        }
        headers = List.copyOf(headers);
        wants = List.copyOf(wants);
        takes = Map.copyOf(takes);
    }

    /** Whether the method says that nothing is changed. */
    public boolean isSafe() {
        return SAFE.contains(method);
    }

    /** The value of a header; empty where there is none. */
    String header(String name) {
        return headers.stream()
                .filter(header -> header.is(name))
                .map(Header::value)
                .findFirst()
                .orElse("");
    }

    Call with(String newTarget, List<Header> newHeaders, Content newBody) {
        return new Call(place, method, newTarget, newHeaders, newBody, recorded, wants, takes);
    }
}
