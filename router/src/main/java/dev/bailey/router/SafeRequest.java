package dev.bailey.router;

import java.util.Map;

/**
 * Requests whose method is not safe, and which may be sent to the other side as well nevertheless. Immutable.
 *
 * @param request by method and path, as in {@link WriteRules}: {@code POST /search}
 * @param readsOnly whether they change nothing anywhere, and send nothing to anybody
 * @param headers by which the application does nothing of what they ask for, but answers as if it had; by name
 */
public record SafeRequest(String request, boolean readsOnly, Map<String, String> headers) {

    public SafeRequest {
        RequestPattern.of(request);
        headers = ShadowSettings.checked(headers);
        if (!readsOnly && headers.isEmpty()) {
            throw new IllegalArgumentException(
                    "\"" + request + "\" is not made safe by anything: either it only reads, or headers make it safe");
        }
    }

    public static SafeRequest readsOnly(String request) {
        return new SafeRequest(request, /* readsOnly= */ true, Map.of());
    }

    public static SafeRequest by(String request, Map<String, String> headers) {
        return new SafeRequest(request, /* readsOnly= */ false, headers);
    }
}
