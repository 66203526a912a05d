package dev.bailey.router;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.Map;

/** The heads of HTTP/2 (RFC 9113, 8.2 and 8.3), to and from those of every HTTP. */
final class Http2Heads {

    private static final int DIGITS_OF_A_STATUS = 3;

    private Http2Heads() {}

    /** Without the host, which becomes the authority. What is added has been checked already. */
    static Http2Headers request(HttpMethod method, String target, String scheme) {
        return new DefaultHttp2Headers(/* validate= */ false)
                .method(method.name())
                .scheme(scheme)
                .path(target);
    }

    static void add(Http2Headers head, CharSequence name, CharSequence value) {
        if (AsciiString.contentEqualsIgnoreCase(name, HttpHeaderNames.HOST)) {
            head.authority(value);
        } else {
            head.add(AsciiString.of(name).toLowerCase(), value);
        }
    }

    static boolean isSecret(CharSequence name) {
        return AsciiString.contentEquals(name, HttpHeaderNames.AUTHORIZATION)
                || AsciiString.contentEquals(name, HttpHeaderNames.COOKIE);
    }

    /** The codec has seen to it that there is one. Zero where it is none that HTTP knows. */
    static int status(Http2Headers head) {
        CharSequence status = head.status();
        if (status.length() != DIGITS_OF_A_STATUS) {
            return 0;
        }
        int number = 0;
        for (int at = 0; at < DIGITS_OF_A_STATUS; at++) {
            char digit = status.charAt(at);
            if (digit < '0' || digit > '9') {
                return 0;
            }
            number = 10 * number + digit - '0';
        }
        return number < 100 ? 0 : number;
    }

    /** All but what only HTTP/2 has. */
    static MultiMap headers(Http2Headers head) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (Map.Entry<CharSequence, CharSequence> each : head) {
            if (each.getKey().charAt(0) != ':') {
                headers.add(each.getKey(), each.getValue());
            }
        }
        return headers;
    }
}
