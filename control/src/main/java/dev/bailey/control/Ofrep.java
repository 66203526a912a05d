package dev.bailey.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.core.Side;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Flags} in the words of the OpenFeature Remote Evaluation Protocol, so that applications in any language
 * ask with a client that is there already. Thread-safe.
 *
 * @see <a href="https://openfeature.dev/specification/appendix-c">OFREP, version 1</a>
 */
final class Ofrep {

    static final String PATH = "/ofrep/v1/evaluate/flags";

    /** A text: the side whose jobs and consumers may work now, or {@link #NOBODY}. */
    static final String OWNER = "bailey.owner";

    /** Whether those of the side that the context names as {@code side} may. */
    static final String RUNS_HERE = "bailey.runs-here";

    static final String NOBODY = "nobody";

    private static final String SIDE = "side";

    /** For whom the work is; what is everyone's names none. */
    private static final String TENANT = "tenant";

    private static final String KEY = "key";

    private final Flags flags;
    private final ObjectMapper json = new ObjectMapper();

    Ofrep(Flags flags) {
        this.flags = flags;
    }

    ApiAnswer answer(String method, String path, String body) {
        boolean all = path.equals(PATH);
        if (!method.equals("POST") || !(all || path.startsWith(PATH + "/"))) {
            return ApiAnswer.notThere("there is no " + method + " " + path + "; flags are evaluated by POST " + PATH);
        }
        String key = all ? "" : path.substring(PATH.length() + 1);
        JsonNode context;
        try {
            context = json.readTree(body).path("context");
        } catch (JsonProcessingException e) {
            return error(400, key, "PARSE_ERROR", "the body is no JSON");
        }
        Flags.Answer now = flags.answer(tenant(context));
        return all
                ? ApiAnswer.ok(Map.of(
                        "flags", List.of(owner(now), runsHere(now, context).body())))
                : switch (key) {
                    case OWNER -> ApiAnswer.ok(owner(now));
                    case RUNS_HERE -> runsHere(now, context);
                    default -> error(404, key, "FLAG_NOT_FOUND", "there are " + OWNER + " and " + RUNS_HERE);
                };
    }

    private static @Nullable String tenant(JsonNode context) {
        String tenant = context.path(TENANT).asText();
        return tenant.isEmpty() ? null : tenant;
    }

    private Map<String, Object> owner(Flags.Answer now) {
        String owner = label(now);
        return value(OWNER, owner, owner, now);
    }

    private static String label(Flags.Answer now) {
        return now.owner().map(Side::label).orElse(NOBODY);
    }

    private ApiAnswer runsHere(Flags.Answer now, JsonNode context) {
        String named = context.path(SIDE).asText();
        for (Side side : Side.values()) {
            if (side.label().equals(named)) {
                boolean here = now.owner().filter(side::equals).isPresent();
                return ApiAnswer.ok(value(RUNS_HERE, here, label(now), now));
            }
        }
        return error(
                400,
                RUNS_HERE,
                "INVALID_CONTEXT",
                "the context says as \"" + SIDE + "\" on which side the application runs: source or target");
    }

    private Map<String, Object> value(String key, Object value, String variant, Flags.Answer now) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(KEY, key);
        body.put("value", value);
        body.put("reason", "TARGETING_MATCH");
        body.put("variant", variant);
        body.put("metadata", Map.of("ttlMillis", flags.timeToLive().toMillis(), "epoch", now.epoch()));
        return body;
    }

    private static ApiAnswer error(int status, String key, String code, String details) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(KEY, key);
        body.put("errorCode", code);
        body.put("errorDetails", details);
        return new ApiAnswer(status, body);
    }
}
