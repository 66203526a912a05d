package dev.bailey.router;

import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a request say about its framing, its address and its wishes, from one look at all of them.
 * Confined to its lane.
 */
final class RequestHead {

    /** Larger bodies are streamed; up to this size one write is cheaper. */
    static final long SMALL_BYTES_MAX = 64 * 1024;

    private static final String WEBSOCKET = "websocket";

    private int headers;
    private boolean http2;
    private boolean bodyFollows;
    private int hosts;
    private int transferCodings;
    private boolean nameless;
    private boolean underscored;
    private boolean namesUpgrade;
    private boolean expects;
    private boolean expectsOther;
    private @Nullable String host;
    private @Nullable String transferCoding;
    private @Nullable String contentLength;

    /** How the body comes, if one does. */
    enum Body {
        NONE,
        SMALL,
        STREAMED
    }

    private RequestHead() {}

    static RequestHead of(HttpServerRequest request) {
        RequestHead head = new RequestHead();
        request.headers().forEach(head::look);
        if (Http2Front.is(request)) {
            head.http2 = true;
            head.bodyFollows = Http2Front.hasBody(request);
        }
        return head;
    }

    private void look(String name, String value) {
        headers++;
        switch (name.length()) {
            case 0 -> nameless = true;
            case 4 -> {
                if (name.equalsIgnoreCase("Host")) {
                    hosts++;
                    host = value.strip();
                }
            }
            case 6 -> {
                if (name.equalsIgnoreCase("Expect")) {
                    expects = true;
                    expectsOther |= !value.strip().equalsIgnoreCase("100-continue");
                }
            }
            case 7 -> namesUpgrade |= name.equalsIgnoreCase("Upgrade") && containsIgnoringCase(value, WEBSOCKET);
            case 14 -> {
                if (name.equalsIgnoreCase("Content-Length")) {
                    contentLength = value;
                }
                // A server behind CGI reads an underscore as a hyphen.
                underscored |= name.equalsIgnoreCase("Content_Length");
            }
            case 17 -> {
                if (name.equalsIgnoreCase("Transfer-Encoding")) {
                    transferCodings++;
                    transferCoding = value;
                }
                underscored |= name.equalsIgnoreCase("Transfer_Encoding");
            }
            default -> {}
        }
    }

    int headers() {
        return headers;
    }

    int hosts() {
        return hosts;
    }

    /** The last one. */
    @Nullable String host() {
        return host;
    }

    Body body() {
        if (http2 && !bodyFollows) {
            return Body.NONE;
        }
        if (transferCoding != null) {
            return Body.STREAMED;
        }
        if (contentLength == null) {
            return http2 ? Body.STREAMED : Body.NONE;
        }
        long bytes = statedBytes();
        if (bytes == 0) {
            return Body.NONE;
        }
        return bytes <= SMALL_BYTES_MAX ? Body.SMALL : Body.STREAMED;
    }

    /** How long the body will be, as far as the head says so. */
    long statedBytes() {
        return contentLength == null ? 0 : Long.parseLong(contentLength);
    }

    /** The codec takes any list that ends in chunked, and would pass on what another coding made of the body. */
    boolean hasOtherCoding() {
        return transferCoding != null && (transferCodings > 1 || !transferCoding.equalsIgnoreCase("chunked"));
    }

    boolean hasNamelessHeader() {
        return nameless;
    }

    boolean hasUnderscoredFraming() {
        return underscored;
    }

    /** Whether it speaks of a WebSocket at all, rightly or wrongly. */
    boolean namesUpgrade() {
        return namesUpgrade;
    }

    boolean expectsContinue() {
        return expects;
    }

    boolean expectsSomethingElse() {
        return expectsOther;
    }

    private static boolean containsIgnoringCase(String text, String part) {
        for (int at = 0; at + part.length() <= text.length(); at++) {
            if (text.regionMatches(/* ignoreCase= */ true, at, part, 0, part.length())) {
                return true;
            }
        }
        return false;
    }
}
