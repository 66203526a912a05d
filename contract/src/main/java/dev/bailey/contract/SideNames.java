package dev.bailey.contract;

import dev.bailey.judging.Answer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes out of an answer what the application calls itself by, which is another name on each side. Stateless. */
final class SideNames {

    private static final String ANY = "this-side";

    private SideNames() {}

    static Answer without(Endpoint endpoint, Answer answer) {
        String own = endpoint.authority();
        Map<String, List<String>> headers = new LinkedHashMap<>();
        answer.headers()
                .forEach((name, values) -> headers.put(
                        name,
                        values.stream().map(value -> value.replace(own, ANY)).toList()));
        // One byte, one character: whatever the character set, and in files of any kind, nothing else is changed.
        String body = new String(answer.body(), StandardCharsets.ISO_8859_1);
        return new Answer(
                answer.status(),
                headers,
                body.contains(own) ? body.replace(own, ANY).getBytes(StandardCharsets.ISO_8859_1) : answer.body());
    }
}
