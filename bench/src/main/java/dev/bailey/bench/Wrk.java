package dev.bailey.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As many requests as go, by wrk. */
record Wrk(long requests) {

    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern OTHER_ANSWERS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern SOCKET_ERRORS =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

    static Wrk run(String url, int connections, int seconds) {
        return run(url, connections, seconds, "");
    }

    /** @param options more of them, as its command line has them */
    static Wrk run(String url, int connections, int seconds, String options) {
        String said = Shell.shell("taskset -c " + Proxy.OTHER_CORE + " wrk -t 1 -c " + connections + " -d " + seconds
                + " " + options + " " + url);
        if (sum(OTHER_ANSWERS.matcher(said)) + sum(SOCKET_ERRORS.matcher(said)) > 0) {
            throw new IllegalStateException("not every request was answered well, so nothing is measured: " + said);
        }
        return new Wrk(sum(REQUESTS.matcher(said)));
    }

    private static long sum(Matcher matcher) {
        long sum = 0;
        if (matcher.find()) {
            for (int group = 1; group <= matcher.groupCount(); group++) {
                sum += Long.parseLong(matcher.group(group));
            }
        }
        return sum;
    }
}
