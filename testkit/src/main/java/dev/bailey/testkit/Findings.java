package dev.bailey.testkit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a check has found so far; a write counts once, in however many places it shows. Confined to one thread. */
final class Findings {

    private final Set<String> lost = new HashSet<>();
    private final Set<String> duplicated = new HashSet<>();
    private final Set<String> phantom = new HashSet<>();
    private final List<String> differences = new ArrayList<>();
    private int contradictions;

    void lost(String token, String how) {
        note(lost, "lost ", token, how);
    }

    void duplicated(String token, String how) {
        note(duplicated, "duplicated ", token, how);
    }

    void phantom(String token, String how) {
        note(phantom, "phantom ", token, how);
    }

    private void note(Set<String> tokens, String kind, String token, String how) {
        if (tokens.add(token)) {
            difference(kind + token + ": " + how);
        }
    }

    void contradiction(String sentence) {
        contradictions++;
        difference(sentence);
    }

    void difference(String sentence) {
        if (differences.size() < CheckResult.DIFFERENCES_MAX) {
            differences.add(sentence);
        }
    }

    CheckResult result(int acknowledged, CheckResult.Sides sides) {
        return new CheckResult(
                acknowledged, lost.size(), duplicated.size(), phantom.size(), contradictions, sides, differences);
    }
}
