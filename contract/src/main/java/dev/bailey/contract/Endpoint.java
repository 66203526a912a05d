package dev.bailey.contract;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where one side is spoken to. Immutable.
 *
 * @param base scheme, name, port, and a path in front of all others if there is one
 * @param host what is said in {@code Host} instead of the address, such as a shadow hostname that DNS does not know
 * @param headers what each request says besides, such as what sends it to this side on the public way
 */
public record Endpoint(URI base, Optional<String> host, List<Header> headers) {

    public Endpoint {
        if (base.getHost() == null
                || base.getRawQuery() != null
                || base.getUserInfo() != null
                || !("http".equals(base.getScheme()) || "https".equals(base.getScheme()))) {
            throw new IllegalArgumentException(
                    base + " is no address of an application; write one such as https://new.example.com");
        }
        headers = List.copyOf(headers);
    }

    URI of(String target) {
        String text = base.toString();
        return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + target);
    }

    /** How the application calls itself in its answers, as far as it goes by what it is asked for. */
    String authority() {
        return host.orElseGet(base::getRawAuthority);
    }
}
