package dev.bailey.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.core.Side;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    private static final String KEY = "key";

    private final Flags flags;
    private final ObjectMapper json = new ObjectMapper();

    Ofrep(Flags flags) {
        this.flags = flags;
    }

    ApiAnswer answer(String method, String path, String body) {
        if (!method.equals("POST") || !path.startsWith(PATH)) {
            return ApiAnswer.notThere("there is no " + method + " " + path + "; flags are evaluated by POST " + PATH);
        }
        String key = path.substring(PATH.length()).replaceFirst("^/", "");
        JsonNode context;
        try {
            context = json.readTree(body).path("context");
        } catch (JsonProcessingException e) {
            return error(400, key, "PARSE_ERROR", "the body is no JSON");
        }
        return key.isEmpty()
                ? ApiAnswer.ok(
                        Map.of("flags", List.of(owner(), runsHere(context).body())))
                : switch (key) {
                    case OWNER -> ApiAnswer.ok(owner());
                    case RUNS_HERE -> runsHere(context);
                    default -> error(404, key, "FLAG_NOT_FOUND", "there are " + OWNER + " and " + RUNS_HERE);
                };
    }

    private Map<String, Object> owner() {
        String owner = flags.owner().map(Side::label).orElse(NOBODY);
        return value(OWNER, owner, owner);
    }

    private ApiAnswer runsHere(JsonNode context) {
        String named = context.path(SIDE).asText();
        for (Side side : Side.values()) {
            if (side.label().equals(named)) {
                Optional<Side> owner = flags.owner();
                String variant = owner.isEmpty() ? NOBODY : owner.get().label();
                return ApiAnswer.ok(value(RUNS_HERE, owner.filter(side::equals).isPresent(), variant));
            }
        }
        return error(
                400,
                RUNS_HERE,
                "INVALID_CONTEXT",
                "the context says as \"" + SIDE + "\" on which side the application runs: source or target");
    }

    private Map<String, Object> value(String key, Object value, String variant) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(KEY, key);
        body.put("value", value);
        body.put("reason", "TARGETING_MATCH");
        body.put("variant", variant);
        body.put("metadata", Map.of("ttlMillis", flags.timeToLive().toMillis(), "epoch", flags.epoch()));
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
