package dev.bailey.control;

import java.util.Map;
import java.util.Optional;

/**
 * What somebody asks of a running migration.
 *
 * @param subject the part of the path that the pattern left open, such as the name of a slice; empty for none
 */
record ApiCall(Caller caller, String subject, Map<String, String> parameters) {

    ApiCall {
        parameters = Map.copyOf(parameters);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isBlank());
    }

    String who() {
        return caller.name();
    }
}
