package dev.bailey.router;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What stands in an access log. */
final class AccessLines {

    private static final ObjectMapper JSON = new ObjectMapper();

    private AccessLines() {}

    /** Its whole lines; none while it is not there. */
    static List<JsonNode> in(Path file) {
        List<JsonNode> lines = new ArrayList<>();
        try {
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                lines.add(JSON.readTree(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    /** The first so many, once they are there. */
    static List<JsonNode> in(Path file, int count) {
        Eventually.eventually(count + " lines in the log", () -> countOf(file) >= count);
        return in(file);
    }

    private static long countOf(Path file) {
        try {
            return Files.exists(file)
                    ? Files.readString(file)
                            .chars()
                            .filter(letter -> letter == '\n')
                            .count()
                    : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
