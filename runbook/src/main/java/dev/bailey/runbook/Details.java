package dev.bailey.runbook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** The details of an entry as the journal keeps them: a JSON object of strings. */
final class Details {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Details() {}

    static String write(Map<String, String> details) {
        try {
            return JSON.writeValueAsString(details);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("details that are not JSON: " + details.keySet(), e);
        }
    }

    static Map<String, String> read(String json) {
        try {
            return JSON.readValue(json, new TypeReference<LinkedHashMap<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the journal holds details that are not JSON: " + json, e);
        }
    }
}
