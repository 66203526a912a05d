package dev.bailey.testkit;

import java.util.List;

/**
 * What became of the writes of a history. Immutable.
 *
 * @param acknowledged writes whose clients were told that they are committed
 * @param lost acknowledged writes that the owning side does not hold as acknowledged
 * @param duplicated writes that the owning side holds more than once
 * @param phantom writes that the owning side holds although they were refused, or sent by nobody
 * @param contradictions rows that no order of the recorded writes explains: stock, e-mails, payloads
 * @param sides whether both sides hold the same rows
 * @param differences what was found, in sentences, the first {@value #DIFFERENCES_MAX}
 */
public record CheckResult(
        int acknowledged,
        int lost,
        int duplicated,
        int phantom,
        int contradictions,
        Sides sides,
        List<String> differences) {

    /** More than this nobody reads. */
    public static final int DIFFERENCES_MAX = 100;

    public CheckResult {
        differences = List.copyOf(differences);
    }

    public boolean sidesEqual() {
        return sides == Sides.EQUAL;
    }

    /** Whether nothing at all was found; sides that were not compared do not count against it. */
    public boolean isClean() {
        return lost + duplicated + phantom + contradictions == 0 && sides != Sides.DIFFERENT;
    }

    /** The result in one line, with the first finding. */
    public String sentence() {
        String verdict = acknowledged + " acknowledged, " + lost + " lost, " + duplicated + " duplicated, " + phantom
                + " phantom, " + contradictions + " contradictions; sides " + sides.words;
        return differences.isEmpty() ? verdict : verdict + "; first: " + differences.get(0);
    }

    /** Whether both sides hold the same rows. */
    public enum Sides {
        EQUAL("equal"),
        DIFFERENT("different"),
        NOT_COMPARED("not compared");

        private final String words;

        Sides(String words) {
            this.words = words;
        }
    }
}
