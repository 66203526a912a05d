package dev.bailey.judging;

import dev.bailey.judging.Difference.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Says in what two answers to the same request differ: status, headers, and the body by its fields where it is JSON,
 * HTML or XML, by its lines where it is other text, and by its hash otherwise. Thread-safe.
 */
public final class AnswerComparison {

    /** The path of the HTTP status. */
    static final String STATUS = "status";

    private final ComparisonRules rules;

    public AnswerComparison(ComparisonRules rules) {
        this.rules = rules;
    }

    /**
     * Takes time and memory in the size of both bodies.
     *
     * @return empty when they are alike
     */
    public List<Difference> compare(Answer old, Answer now) {
        List<Difference> found = new ArrayList<>();
        if (old.status() != now.status()) {
            found.add(
                    new Difference(STATUS, Kind.VALUE, Integer.toString(old.status()), Integer.toString(now.status())));
        }
        for (String name : rules.headers()) {
            header(name, old.header(name), now.header(name), found);
        }
        // An error's page beside the answer that was asked for says nothing by its fields.
        if (old.status() / 100 == now.status() / 100) {
            new TreeComparison(rules, found).compare(Body.of(old), Body.of(now));
        }
        found.removeIf(difference -> ComparisonRules.hold(rules.ignored(), difference.path()));
        return found;
    }

    private static void header(String name, String old, String now, List<Difference> found) {
        // Lists are the same with spaces behind their commas and without.
        if (!old.replaceAll("\\s*,\\s*", ",").equals(now.replaceAll("\\s*,\\s*", ","))) {
            Kind kind = now.isEmpty() ? Kind.MISSING : old.isEmpty() ? Kind.EXTRA : Kind.VALUE;
            found.add(new Difference("header " + name, kind, old, now));
        }
    }
}
