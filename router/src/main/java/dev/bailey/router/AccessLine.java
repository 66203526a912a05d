package dev.bailey.router;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request in the access log. What did not happen is absent. It never holds cookies, credentials or bodies.
 * Immutable.
 *
 * @param time when it arrived
 * @param sampled whether chance chose it, so that the lines which are always written can be told from the sample
 * @param status what the client was sent; {@value #CLIENT_GONE} when it left before that
 * @param side which side it was sent to
 * @param epoch of the route by which the side was chosen
 * @param heldMillis how long it was parked
 * @param firstByteMillis from its arrival to the head of the side's answer
 * @param totalMillis from its arrival to the end of the answer
 * @param bytesIn of its body
 * @param bytesOut of the answer's body
 * @param attempts how often it was sent to the side
 * @param failure why the router could not have it answered
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder(alphabetic = false)
record AccessLine(
        Instant time,
        String service,
        String client,
        String method,
        @Nullable String host,
        String path,
        String protocol,
        int status,
        boolean sampled,
        @Nullable String side,
        @Nullable Long epoch,
        @Nullable Double heldMillis,
        @Nullable Double firstByteMillis,
        double totalMillis,
        long bytesIn,
        long bytesOut,
        int attempts,
        @Nullable String failure,
        @Nullable Boolean clientGone,
        @Nullable String requestId,
        @Nullable String traceId,
        @Nullable String userAgent,
        @Nullable String referer) {

    /** As nginx writes it; the client itself never sees it. */
    static final int CLIENT_GONE = 499;

    /** Without the values of queries. */
    AccessLine masked() {
        return new AccessLine(
                time,
                service,
                client,
                method,
                host,
                Mask.query(path),
                protocol,
                status,
                sampled,
                side,
                epoch,
                heldMillis,
                firstByteMillis,
                totalMillis,
                bytesIn,
                bytesOut,
                attempts,
                failure,
                clientGone,
                requestId,
                traceId,
                userAgent,
                referer == null ? null : Mask.url(referer));
    }
}
