package dev.bailey.router;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One message of the corpus, and what must come of it.
 *
 * @param sent what the client says, byte by byte
 * @param halfCloses whether the client closes its sending half after it; otherwise it asks for {@link #NEXT} at once
 * @param answer statuses in their order, then "kept" or "closed"
 * @param upstream what reaches the upstream whole: heads as they come but for X-Forwarded-*, bodies without their
 *     chunks
 * @param nginx how nginx answers it
 * @param haproxy how HAProxy answers it
 * @param row what the documentation calls it where the three disagree, else empty
 */
record CorpusCase(
        String name,
        String sent,
        boolean halfCloses,
        String answer,
        List<String> upstream,
        String nginx,
        String haproxy,
        String row) {

    static final String NEXT = "/next";

    /** The upstream alone says 200, and only one that was asked can be told as 502; HTTP/0.9 has no status. */
    private static final Pattern PASSED = Pattern.compile("200 .*|502 .*|not HTTP");

    private static final Pattern ANSWER = Pattern.compile("([1-5]\\d\\d )*(kept|closed|not HTTP)");

    CorpusCase {
        upstream = List.copyOf(upstream);
        for (String each : new String[] {answer, nginx, haproxy}) {
            if (!ANSWER.matcher(each).matches()) {
                throw new IllegalArgumentException(name + ": an answer is statuses and kept or closed: " + each);
            }
        }
    }

    /** Whether one of the three refuses what another one passes on. */
    boolean isDisputed() {
        return isPassed(nginx) != isPassed(answer) || isPassed(haproxy) != isPassed(answer);
    }

    static boolean isPassed(String answer) {
        return PASSED.matcher(answer).matches();
    }

    /** As the documentation tells it. */
    static String outcome(String answer) {
        if (answer.equals("not HTTP")) {
            return "spoken";
        }
        if (isPassed(answer)) {
            return answer.endsWith("kept") ? "passed on" : "passed on, then closed";
        }
        return answer.equals("closed") ? "closed" : answer.substring(0, answer.indexOf(' '));
    }

    @Override
    public String toString() {
        return name;
    }
}
