package dev.bailey.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailey.core.Problem;
import dev.bailey.runbook.Hashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a prober on another machine wrote down: lines of JSON, each with its number and a hash over itself and the one
 * before, so that none can be changed or left out unseen. One process at a time writes it. Thread-safe.
 */
final class ProbeFile {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HASH = "hash";
    private static final String BEGINNING = "0".repeat(64);

    private final Path file;
    private long number;
    private String hash;

    private ProbeFile(Path file, List<ObjectNode> lines) {
        this.file = file;
        this.number = lines.size();
        this.hash = lines.isEmpty()
                ? BEGINNING
                : lines.get(lines.size() - 1).path(HASH).asText();
    }

    /** Goes on behind what is there. */
    static ProbeFile open(Path file) {
        try {
            if (!Files.exists(file)) {
                return new ProbeFile(Files.writeString(file, "", StandardOpenOption.CREATE_NEW), List.of());
            }
            String text = whole(Files.readString(file));
            List<ObjectNode> lines = lines(file, text);
            // half a line, of a process that was killed in the middle of it
            Files.writeString(file, text);
            return new ProbeFile(file, lines);
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    synchronized void write(ProbeNote note) {
        ObjectNode line = JSON.createObjectNode();
        line.put("number", number + 1);
        line.put("probe", note.probe());
        line.put("text", note.text());
        note.details().forEach(line::put);
        String next = hashed(hash, line);
        line.put(HASH, next);
        try {
            Files.writeString(
                    file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.SYNC);
            number++;
            hash = next;
        } catch (IOException e) {
            throw unusable(file, e);
        }
    }

    /** @throws Problem when it cannot be read, or is not as a prober wrote it */
    static List<ProbeNote> read(Path file) {
        try {
            List<ProbeNote> notes = new ArrayList<>();
            for (ObjectNode line : lines(file, whole(Files.readString(file)))) {
                Map<String, String> details = new LinkedHashMap<>();
                line.properties()
                        .forEach(each ->
                                details.put(each.getKey(), each.getValue().asText()));
                notes.add(ProbeNote.of(
                        line.path("probe").asText(), line.path("text").asText(), details));
            }
            return notes;
        } catch (IOException | IllegalArgumentException e) {
            throw unusable(file, e);
        }
    }

    private static String whole(String text) {
        return text.substring(0, text.lastIndexOf('\n') + 1);
    }

    private static List<ObjectNode> lines(Path file, String text) {
        List<ObjectNode> lines = new ArrayList<>();
        String previous = BEGINNING;
        for (String each : text.lines().toList()) {
            ObjectNode line = line(file, each);
            ObjectNode bare = line.deepCopy();
            bare.remove(HASH);
            if (line.path("number").asLong() != lines.size() + 1L
                    || !hashed(previous, bare).equals(line.path(HASH).asText())) {
                throw new Problem(
                        Problem.Kind.CONFLICT,
                        "line " + (lines.size() + 1) + " of " + file
                                + " is not what a prober wrote behind the line before it: it proves nothing");
            }
            previous = line.path(HASH).asText();
            lines.add(line);
        }
        return lines;
    }

    private static ObjectNode line(Path file, String text) {
        try {
            if (JSON.readTree(text) instanceof ObjectNode line) {
                return line;
            }
        } catch (JsonProcessingException e) {
            throw unusable(file, e);
        }
        throw unusable(file, new IOException("no object: " + text));
    }

    private static String hashed(String previous, JsonNode line) {
        return Hashes.sha256(previous + line);
    }

    private static Problem unusable(Path file, Exception cause) {
        return new Problem(
                Problem.Kind.UNFIT,
                "file " + file + " cannot be used as that of a prober (" + cause.getMessage()
                        + "): name one that \"bailey probe --out\" wrote, or is to make",
                cause);
    }
}
