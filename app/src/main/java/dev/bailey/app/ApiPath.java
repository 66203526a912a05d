package dev.bailey.app;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Words of people inside the addresses of the API. */
final class ApiPath {

    private ApiPath() {}

    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
