package dev.bailey.router;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a client of the corpus says to a proxy, and how it was answered. */
final class Conversation {

    private static final String LAST = "GET " + CorpusCase.NEXT + " HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n";

    private static final Pattern STATUS = Pattern.compile("[A-Z]+/\\d[.]\\d \\d\\d\\d ");

    private Conversation() {}

    /** Statuses in their order, then whether the connection took another request. */
    static String answer(CorpusCase asked, int port) throws IOException {
        try (Wire client = Wire.to(port)) {
            client.send(asked.halfCloses() ? asked.sent() : asked.sent() + LAST);
            if (asked.halfCloses()) {
                client.endOutput();
            }
            return statuses(client.readToEnd());
        }
    }

    /** Comes back when the upstream has heard all that was sent before. */
    static void barrier(int port) throws IOException {
        try (Wire client = Wire.to(port)) {
            client.send(LAST);
            client.readToEnd();
        }
    }

    private static String statuses(String all) {
        StringBuilder words = new StringBuilder();
        boolean kept = false;
        String rest = all;
        while (!rest.isEmpty()) {
            int head = rest.indexOf("\r\n\r\n");
            if (!STATUS.matcher(rest).lookingAt() || head < 0) {
                return words + "and not HTTP: " + rest;
            }
            int end = Math.min(rest.length(), head + 4 + length(rest.substring(0, head)));
            String body = rest.substring(head + 4, end);
            kept = body.equals(CorpusCase.NEXT);
            if (!kept) {
                words.append(rest.split(" ", 3)[1]).append(' ');
            }
            rest = rest.substring(end);
        }
        return words + (kept ? "kept" : "closed");
    }

    private static int length(String head) {
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Integer.parseInt(
                        line.substring("content-length:".length()).strip());
            }
        }
        // All who answer here state a length, or have no body.
        return 0;
    }
}
