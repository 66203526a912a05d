package dev.bailey.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As many requests of HTTP/2 as go, by h2load.
 *
 * @param requests answered with 200
 * @param wrong all others
 */
record H2load(long requests, long wrong) {

    private static final Pattern REQUESTS = Pattern.compile("(\\d+) failed, (\\d+) errored, (\\d+) timeout");
    private static final Pattern STATUSES = Pattern.compile("status codes: (\\d+) 2xx");

    /** @param streams at once on each connection */
    static H2load run(String url, int connections, int streams, int seconds) {
        String said = Shell.shell(command(url, connections, streams) + " -D " + seconds);
        H2load load = of(said);
        if (load.wrong() > 0 || load.requests() == 0) {
            throw new IllegalStateException("not every request was answered well, so nothing is measured: " + said);
        }
        return load;
    }

    /** To be ended with how long, or how many. */
    static String command(String url, int connections, int streams) {
        return "taskset -c " + Proxy.OTHER_CORE + " h2load -t 1 -c " + connections + " -m " + streams + " " + url;
    }

    static H2load of(String said) {
        Matcher requests = REQUESTS.matcher(said);
        Matcher statuses = STATUSES.matcher(said);
        if (!requests.find() || !statuses.find()) {
            throw new IllegalStateException("h2load does not say how its requests were answered: " + said);
        }
        long wrong = 0;
        for (int group = 1; group <= requests.groupCount(); group++) {
            wrong += Long.parseLong(requests.group(group));
        }
        return new H2load(Long.parseLong(statuses.group(1)), wrong);
    }
}
