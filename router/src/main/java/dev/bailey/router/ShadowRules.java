package dev.bailey.router;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which requests may be sent twice, and what the copy has that the request had not. Immutable. */
final class ShadowRules {

    private static final String COOKIE = "Cookie";

    /** Of what the client has from one side, which means nothing to the other. */
    private static final List<String> CONDITIONS = List.of("If-None-Match", "If-Modified-Since", "If-Range");

    private static final String ACCEPT_ENCODING = "Accept-Encoding";

    /** What answers may be packed by: others could not be compared but as bytes. */
    private static final HeaderLine PACKED = new HeaderLine(ACCEPT_ENCODING, "gzip");

    private final Terms reads;
    private final List<Rule> rules;

    private record Rule(RequestPattern pattern, Terms terms) {}

    /**
     * On which a request may be sent twice.
     *
     * @param given what the copy carries
     * @param names of what is given or left out, and not taken from the client
     * @param packed whether the copy says itself how its answer may be packed, if the client did
     * @param missed of what is left out, those that a client may be answered otherwise with
     */
    record Terms(List<HeaderLine> given, HeaderNames names, boolean packed, List<String> missed) {
        Terms {
            given = List.copyOf(given);
            missed = List.copyOf(missed);
        }

        /** Adds what the copy carries in place of the client's. */
        void give(Incoming incoming, List<HeaderLine> lines) {
            lines.addAll(given);
            if (packed && incoming.request().headers().contains(ACCEPT_ENCODING)) {
                lines.add(PACKED);
            }
        }

        /** Whether the copy asks for something else than the client did. */
        boolean asksOtherwise(Incoming incoming) {
            MultiMap headers = incoming.request().headers();
            return missed.stream().anyMatch(headers::contains);
        }
    }

    ShadowRules(ShadowSettings settings) {
        this.reads = terms(settings, Map.of(), CONDITIONS);
        this.rules = settings.safe().stream()
                .map(safe -> new Rule(RequestPattern.of(safe.request()), terms(settings, safe.headers(), List.of())))
                .toList();
    }

    /** Nothing where it may not be sent twice. */
    Optional<Terms> terms(Incoming incoming) {
        HttpServerRequest request = incoming.request();
        HttpMethod method = request.method();
        if (!incoming.write()
                && incoming.body() == RequestHead.Body.NONE
                && (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))) {
            return Optional.of(reads);
        }
        if (rules.isEmpty() || WriteRules.Judge.namesAnotherMethod(request)) {
            return Optional.empty();
        }
        String path = RequestCheck.path(incoming.uri());
        return WriteRules.Judge.isPlain(path) ? named(method.name(), path) : Optional.empty();
    }

    private Optional<Terms> named(String method, String path) {
        for (Rule rule : rules) {
            if (rule.pattern().matches(method, path)) {
                return Optional.of(rule.terms());
            }
        }
        return Optional.empty();
    }

    private static Terms terms(ShadowSettings settings, Map<String, String> own, List<String> conditions) {
        List<HeaderLine> given = new ArrayList<>();
        List<String> names = new ArrayList<>();
        given.add(new HeaderLine(Shadow.MARK, "1"));
        own.forEach((name, value) -> given.add(new HeaderLine(name, value)));
        settings.headers().forEach((name, value) -> {
            if (own.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
                given.add(new HeaderLine(name, value));
            }
        });
        given.forEach(line -> names.add(line.name()));
        names.add("Content-Length");
        boolean packed = names.stream().noneMatch(ACCEPT_ENCODING::equalsIgnoreCase);
        names.add(ACCEPT_ENCODING);
        List<String> missed = new ArrayList<>(conditions);
        if (!settings.cookies()) {
            missed.add(COOKIE);
        }
        names.addAll(missed);
        return new Terms(given, HeaderNames.of(names.toArray(String[]::new)), packed, missed);
    }
}
