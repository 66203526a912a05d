package dev.bailey.router;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.core.Slices;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the slice of a request by the tenant that it names. Immutable. */
final class Tenants {

    /** Instead of a slice, where the request does not say clearly which tenant it is of. */
    private static final int UNCLEAR = -1;

    /** Instead of a slice, where only tenants that validate come in. */
    private static final int SHUT = -2;

    private static final RequestCheck.Refusal UNCLEAR_REFUSAL =
            new RequestCheck.Refusal(400, "the request does not say clearly which tenant it is of");
    /** Instead of a slice, where the token of a request is forged, or expired. */
    private static final int FORGED = -3;

    private static final RequestCheck.Refusal FORGED_REFUSAL =
            new RequestCheck.Refusal(401, "the token of the request is not valid");
    private static final RequestCheck.Refusal SHUT_REFUSAL =
            new RequestCheck.Refusal(403, "only tenants that try the new system out come in here");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BEARER = "bearer ";

    /** Where a request names several, none of them can be believed. */
    private static final String AMBIGUOUS = "\0";

    /** Where its token is not proven. */
    private static final String UNPROVEN = "\1";

    private final Slices slices;
    private final @Nullable TenantRule rule;
    private final TenantRule.@Nullable Door door;

    /** Of a pattern, what stands before the tenant, and what behind. */
    private final String before;

    private final String after;

    Tenants(Slices slices, Optional<TenantRule> rule) {
        this.slices = slices;
        this.rule = rule.orElse(null);
        this.door = rule.flatMap(TenantRule::door).orElse(null);
        String pattern = rule.map(TenantRule::name).orElse("");
        int star = pattern.indexOf('*');
        this.before = star < 0 ? "" : pattern.substring(0, star);
        this.after = pattern.substring(star + 1);
    }

    /**
     * Whose it is; null where it says nothing of that.
     *
     * @param uri in origin form
     */
    @Nullable String name(HttpServerRequest request, String uri) {
        return rule == null ? null : tenant(rule, request, uri);
    }

    /**
     * The place of its slice among all, or a number for which there is a {@link #refusal}.
     *
     * @param tenant its {@link #name}
     */
    int slice(HttpServerRequest request, @Nullable String tenant) {
        if (rule == null) {
            return slice(null);
        }
        if (AMBIGUOUS.equals(tenant) || (tenant == null && rule.missing() == TenantRule.Missing.REFUSE)) {
            return UNCLEAR;
        }
        if (UNPROVEN.equals(tenant)) {
            return FORGED;
        }
        int slice = slice(tenant);
        return door != null
                        && comesBy(door, request)
                        && !slices.all().get(slice).validates()
                ? SHUT
                : slice;
    }

    /**
     * The place of the slice of a request that was taken in.
     *
     * @param tenant its {@link #name}
     */
    int slice(@Nullable String tenant) {
        return slices.of(tenant);
    }

    /** The same with other lists and shares. */
    Tenants with(Slices now) {
        return new Tenants(now, Optional.ofNullable(rule));
    }

    /** Why a request is refused instead of being of a slice; null when it is not. */
    static RequestCheck.@Nullable Refusal refusal(int slice) {
        return switch (slice) {
            case UNCLEAR -> UNCLEAR_REFUSAL;
            case SHUT -> SHUT_REFUSAL;
            case FORGED -> FORGED_REFUSAL;
            default -> null;
        };
    }

    private static boolean comesBy(TenantRule.Door door, HttpServerRequest request) {
        return door.isHost()
                ? request.authority() != null && request.authority().host().equalsIgnoreCase(door.name())
                : request.headers().contains(door.name());
    }

    private @Nullable String tenant(TenantRule by, HttpServerRequest request, String uri) {
        return switch (by.place()) {
            case HEADER -> one(request.headers().getAll(by.name()));
            case COOKIE -> cookie(request.headers(), by.name());
            case HOST -> host(request);
            case PATH -> path(RequestCheck.path(uri));
            case JWT -> claim(request.headers(), by);
        };
    }

    private static @Nullable String one(List<String> values) {
        String one = null;
        for (String value : values) {
            String clean = value.strip();
            if (clean.isEmpty()) {
                continue;
            }
            if (one != null && !one.equals(clean)) {
                return AMBIGUOUS;
            }
            one = clean;
        }
        return one;
    }

    private static @Nullable String cookie(MultiMap headers, String name) {
        String found = null;
        for (String header : headers.getAll("Cookie")) {
            int at = 0;
            while (at < header.length()) {
                int end = header.indexOf(';', at);
                end = end < 0 ? header.length() : end;
                String value = valueOf(header.substring(at, end).strip(), name);
                if (value != null && found != null && !found.equals(value)) {
                    return AMBIGUOUS;
                }
                found = value == null ? found : value;
                at = end + 1;
            }
        }
        return found;
    }

    private static @Nullable String valueOf(String pair, String name) {
        if (!pair.startsWith(name) || pair.length() == name.length() || pair.charAt(name.length()) != '=') {
            return null;
        }
        String value = pair.substring(name.length() + 1).strip();
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        value = quoted ? value.substring(1, value.length() - 1) : value;
        return value.isEmpty() ? null : value;
    }

    private @Nullable String host(HttpServerRequest request) {
        if (request.authority() == null) {
            return null;
        }
        String host = request.authority().host().toLowerCase(Locale.ROOT);
        boolean fits =
                host.length() > before.length() + after.length() && host.startsWith(before) && host.endsWith(after);
        String tenant = fits ? host.substring(before.length(), host.length() - after.length()) : "";
        return tenant.isEmpty() || tenant.indexOf('.') >= 0 ? null : tenant;
    }

    private @Nullable String path(String path) {
        if (!path.startsWith(before)) {
            return null;
        }
        int end = path.indexOf('/', before.length());
        String segment = path.substring(before.length(), end < 0 ? path.length() : end);
        if (segment.isEmpty()) {
            return null;
        }
        try {
            return segment.indexOf('%') < 0
                    ? segment
                    : URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException undecodable) {
            return AMBIGUOUS;
        }
    }

    private static @Nullable String claim(MultiMap headers, TenantRule by) {
        String authorization = one(headers.getAll("Authorization"));
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return AMBIGUOUS.equals(authorization) ? AMBIGUOUS : null;
        }
        if (by.keys().isPresent()) {
            try {
                return by.keys()
                        .get()
                        .claim(authorization.substring(BEARER.length()).strip(), by.name());
            } catch (TokenKeys.Unproven forged) {
                return UNPROVEN;
            }
        }
        return unproven(authorization, by.name());
    }

    private static @Nullable String unproven(String authorization, String name) {
        int payload = authorization.indexOf('.') + 1;
        int end = payload == 0 ? -1 : authorization.indexOf('.', payload);
        if (end < 0) {
            return null;
        }
        try {
            JsonNode claim = JSON.readTree(Base64.getUrlDecoder().decode(authorization.substring(payload, end)))
                    .path(name);
            return claim.isValueNode() && !claim.isNull() && !claim.asText().isEmpty() ? claim.asText() : null;
        } catch (IOException | IllegalArgumentException unreadable) {
            return null;
        }
    }
}
