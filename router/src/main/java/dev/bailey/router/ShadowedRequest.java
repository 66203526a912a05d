package dev.bailey.router;

import dev.bailey.core.Side;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that a user was answered, as it may be sent once more: with the mark of a shadow, and without what the
 * settings leave out. It holds whatever else the user sent, {@code Authorization} among it. Immutable.
 */
public final class ShadowedRequest {

    private static final int HEAD_BYTES = 1_024;

    private final HttpMethod method;
    private final String target;
    private final List<HeaderLine> headers;
    private final @Nullable Buffer body;
    private final ClientName client;
    private final Side answeredBy;
    private final Place place;

    /**
     * Where it belongs.
     *
     * @param slice by its place
     * @param name of the slice
     * @param read whether it changes nothing by its method and the rules of the plan
     * @param otherwise whether what was left out may change the answer
     */
    record Place(int slice, String name, long epoch, boolean read, boolean otherwise) {}

    /** @param headers changed by nobody from here on, as is the body */
    ShadowedRequest(
            HttpMethod method,
            String target,
            List<HeaderLine> headers,
            @Nullable Buffer body,
            ClientName client,
            Side answeredBy,
            Place place) {
        this.method = method;
        this.target = target;
        this.headers = Collections.unmodifiableList(headers);
        this.body = body;
        this.client = client;
        this.answeredBy = answeredBy;
        this.place = place;
    }

    public String method() {
        return method.name();
    }

    /** Path and query, as they stood in the request line. */
    public String target() {
        return target;
    }

    /** As they are sent, without the length of the body. */
    public List<HeaderLine> headers() {
        return headers;
    }

    /** Read-only, and each time another one. */
    public ByteBuffer body() {
        return ByteBuffer.wrap(body == null ? new byte[0] : body.getBytes()).asReadOnlyBuffer();
    }

    /** The side that answered the user. */
    public Side answeredBy() {
        return answeredBy;
    }

    public String slice() {
        return place.name();
    }

    /** Of the route by which the user was answered. */
    public long epoch() {
        return place.epoch();
    }

    /**
     * Whether the user's may have been answered otherwise than it would be on the same side: it does not carry the
     * cookies by which the user is known, or what the user has already of the answer.
     */
    public boolean asksOtherwise() {
        return place.otherwise();
    }

    /** Whether it may be asked of either side at any time: a GET or HEAD that is no write, nor has a body. */
    public boolean isRepeatable() {
        return place.read() && body == null && (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD));
    }

    HttpMethod httpMethod() {
        return method;
    }

    Place place() {
        return place;
    }

    ClientName client() {
        return client;
    }

    /** What it keeps in memory, about. */
    int bytes() {
        return HEAD_BYTES + (body == null ? 0 : body.length());
    }

    void writeTo(UpstreamRequest made) {
        boolean addressed = false;
        for (HeaderLine line : headers) {
            made.header(line.name(), line.value());
            addressed |= line.name().equalsIgnoreCase("Host");
        }
        if (!addressed) {
            made.header(HttpHeaders.HOST, made.peer().toString());
        }
        if (body == null) {
            if (!place.read()) {
                made.header(HttpHeaders.CONTENT_LENGTH, "0");
            }
            made.end();
        } else {
            made.header(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
            made.end(body);
        }
    }

    /** Without the query, which may hold a secret. */
    @Override
    public String toString() {
        int query = target.indexOf('?');
        return method + " " + (query < 0 ? target : target.substring(0, query));
    }
}
