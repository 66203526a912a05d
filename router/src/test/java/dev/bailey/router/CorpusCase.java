package dev.bailey.router;

import java.util.List;

/**
 * One message of the corpus, and what must come of it.
 *
 * @param sent what the client says, byte by byte
 * @param halfCloses whether the client closes its sending half after it; otherwise it asks for {@link #NEXT} at once
 * @param answer statuses in their order, then "kept" or "closed"
 * @param upstream what reaches the upstream whole: heads as they come but for X-Forwarded-*, bodies without their
 *     chunks
 */
record CorpusCase(String name, String sent, boolean halfCloses, String answer, List<String> upstream) {

    static final String NEXT = "/next";

    CorpusCase {
        upstream = List.copyOf(upstream);
        if (!answer.matches("([1-5]\\d\\d )*(kept|closed)")) {
            throw new IllegalArgumentException(name + ": an answer is statuses and kept or closed: " + answer);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
