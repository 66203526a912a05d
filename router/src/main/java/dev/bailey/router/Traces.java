package dev.bailey.router;

import java.net.URI;

/**
 * Where a router sends the spans of requests, and of how many. A request whose sender has decided is traced or not as
 * its {@code traceparent} says; of the others chance takes the sample. Immutable.
 *
 * @param endpoint of a collector that takes OTLP over HTTP, {@code http://host:port}
 * @param samplePercent 0 to 100
 */
public record Traces(URI endpoint, double samplePercent) {

    public static final double SAMPLE_PERCENT = 1;

    public Traces {
        if (!(samplePercent >= 0 && samplePercent <= AccessLog.PERCENT_MAX)) {
            throw new IllegalArgumentException("a sample lies in 0..100 %: " + samplePercent);
        }
        boolean web = "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
        if (!web || endpoint.getHost() == null || endpoint.getRawUserInfo() != null) {
            // The address is not printed: it may hold a password.
            throw new IllegalArgumentException("a collector of traces is given as http://host:port");
        }
    }
}
