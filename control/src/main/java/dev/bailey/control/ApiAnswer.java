package dev.bailey.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What comes back: a status of HTTP, and what is said as JSON. */
record ApiAnswer(int status, Object body) {

    static ApiAnswer ok(Object body) {
        return new ApiAnswer(200, body);
    }

    static ApiAnswer done(Map<String, ?> more) {
        Map<String, Object> body = new LinkedHashMap<>(more);
        body.put("outcome", "done");
        return ok(body);
    }

    /** Something stands in the way; nothing was done. */
    static ApiAnswer closed(List<String> because) {
        return new ApiAnswer(409, Map.of("outcome", "closed", "because", because));
    }

    static ApiAnswer notThere(String because) {
        return new ApiAnswer(404, Map.of("because", List.of(because)));
    }

    static ApiAnswer forbidden(String because) {
        return new ApiAnswer(403, Map.of("because", List.of(because)));
    }
}
