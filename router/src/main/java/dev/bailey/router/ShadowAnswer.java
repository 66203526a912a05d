package dev.bailey.router;

import dev.bailey.core.Side;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer of one side, as it came: compressed where it came compressed, with the headers of the connection among
 * the others, and with whatever it sets as a cookie. Immutable.
 */
public final class ShadowAnswer implements ShadowOutcome {

    private static final ByteBuffer NO_BODY = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final Side side;
    private final int status;
    private final MultiMap headers;
    private final @Nullable Buffer body;
    private final Instant at;
    private final long nanos;

    /** @param headers changed by nobody from here on, as is the body */
    ShadowAnswer(Side side, int status, MultiMap headers, @Nullable Buffer body, Instant at, long nanos) {
        this.side = side;
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.at = at;
        this.nanos = nanos;
    }

    /** Who answered. */
    public Side side() {
        return side;
    }

    public int status() {
        return status;
    }

    /** In their order, several of one name among them. */
    public List<HeaderLine> headers() {
        List<HeaderLine> all = new ArrayList<>(headers.size());
        headers.forEach((name, value) -> all.add(new HeaderLine(name, value)));
        return all;
    }

    /** Read-only, and each time another one. */
    public ByteBuffer body() {
        return body == null
                ? NO_BODY.duplicate()
                : ByteBuffer.wrap(body.getBytes()).asReadOnlyBuffer();
    }

    /** When its end had come. */
    public Instant at() {
        return at;
    }

    /** From the request's way to the side until its end. For the user's answer that is from the request's routing. */
    public Duration took() {
        return Duration.ofNanos(nanos);
    }

    int bodyBytes() {
        return body == null ? 0 : body.length();
    }

    @Override
    public String toString() {
        return side + " " + status + ", " + bodyBytes() + " bytes";
    }
}
