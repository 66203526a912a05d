package dev.bailey.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;
import java.util.List;

/** Status and report as JSON: times in ISO 8601, figures that were not measured as null. */
public final class JsonText {

    private JsonText() {}

    static ObjectMapper mapper() {
        SimpleModule times = new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance);
        return new ObjectMapper().registerModule(times);
    }

    static List<String> strings(String array) throws JsonProcessingException {
        return List.of(mapper().readValue(array, String[].class));
    }

    /** Indented, for files that people open. */
    public static String of(Object value) {
        try {
            return mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON: " + value.getClass(), e);
        }
    }
}
