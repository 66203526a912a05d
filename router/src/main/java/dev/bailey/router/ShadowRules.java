package dev.bailey.router;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which requests may be sent twice, and what the copy has that the request had not. Immutable. */
final class ShadowRules {

    private static final String COOKIE = "Cookie";

    private final Terms reads;
    private final List<Rule> rules;
    private final boolean cookies;

    private record Rule(RequestPattern pattern, Terms terms) {}

    /**
     * On which a request may be sent twice.
     *
     * @param given what the copy carries
     * @param names of what is given or left out, and not taken from the client
     */
    record Terms(List<HeaderLine> given, HeaderNames names) {
        Terms {
            given = List.copyOf(given);
        }
    }

    ShadowRules(ShadowSettings settings) {
        this.cookies = settings.cookies();
        this.reads = terms(settings, Map.of());
        this.rules = settings.safe().stream()
                .map(safe -> new Rule(RequestPattern.of(safe.request()), terms(settings, safe.headers())))
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

    /** Whether the client sent some that its copy goes without. */
    boolean leavesOutCookies(Incoming incoming) {
        return !cookies && incoming.request().headers().contains(COOKIE);
    }

    private Optional<Terms> named(String method, String path) {
        for (Rule rule : rules) {
            if (rule.pattern().matches(method, path)) {
                return Optional.of(rule.terms());
            }
        }
        return Optional.empty();
    }

    private static Terms terms(ShadowSettings settings, Map<String, String> own) {
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
        if (!settings.cookies()) {
            names.add(COOKIE);
        }
        return new Terms(given, HeaderNames.of(names.toArray(String[]::new)));
    }
}
