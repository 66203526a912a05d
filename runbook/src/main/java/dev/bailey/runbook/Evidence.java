package dev.bailey.runbook;

import java.util.ArrayList;
import java.util.List;

/**
 * What people see when they approve: facts, one a line. Immutable.
 *
 * @param lines only what matters for the decision: an approval stops counting when one of them changes
 */
public record Evidence(List<String> lines) {

    /** What a sentence can carry; the journal has them all. */
    private static final int CHANGES_SHOWN_MAX = 4;

    public Evidence {
        lines = List.copyOf(lines);
        for (String line : lines) {
            if (line.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("a line of evidence is one line: " + line);
            }
        }
    }

    /** SHA-256 over the lines in their order, in 64 hexadecimal digits. */
    public String hash() {
        Hashes hashes = new Hashes().add(lines.size());
        lines.forEach(hashes::add);
        return hashes.hex();
    }

    /** Which lines are not the same in another, for people. */
    String changes(Evidence now) {
        List<String> changes = new ArrayList<>();
        lines.stream()
                .filter(line -> !now.lines.contains(line))
                .forEach(line -> changes.add("no longer \"" + line + "\""));
        now.lines.stream().filter(line -> !lines.contains(line)).forEach(line -> changes.add("now \"" + line + "\""));
        if (changes.isEmpty()) {
            return "the lines of the evidence changed places";
        }
        String shown = String.join(", ", changes.subList(0, Math.min(CHANGES_SHOWN_MAX, changes.size())));
        int more = changes.size() - CHANGES_SHOWN_MAX;
        return "what it was about changed: " + shown + (more > 0 ? " and " + more + " lines more" : "");
    }

    /** As the journal keeps it. */
    String text() {
        return String.join("\n", lines);
    }

    static Evidence of(String text) {
        return new Evidence(text.isEmpty() ? List.of() : List.of(text.split("\n", -1)));
    }
}
