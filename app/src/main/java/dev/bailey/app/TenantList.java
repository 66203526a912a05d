package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The tenants of a slice, and where each is named. Immutable.
 *
 * @param lines by tenant, of the file or of the plan itself
 * @param file its name as the plan writes it; empty for a list in the plan
 */
record TenantList(Map<String, Integer> lines, Optional<String> file) {

    /** Of all slices together: each router is told of them in one message. */
    static final int TENANTS_MAX = 1_000_000;

    /** So many UUIDs: of one file, for a larger one is the wrong one, and of all slices together. */
    static final int BYTES_MAX = 40_000_000;

    private static final int TENANT_LENGTH_MAX = 200;

    /** Whoever has the wrong file need not read of each of its lines. */
    private static final int PROBLEMS_MAX = 10;

    private static final String COMMENT = "#";
    private static final String BYTE_ORDER_MARK = "\ufeff";

    TenantList {
        lines = Collections.unmodifiableMap(lines);
    }

    /**
     * Of a list in the plan itself.
     *
     * @param path of the list
     */
    static TenantList written(YamlDocument plan, JsonNode tenants, String path, Consumer<PlanProblem> problems) {
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (int index = 0; index < tenants.size(); index++) {
            String at = YamlDocument.item(path, index);
            String tenant = tenants.get(index).asText();
            Integer first = lines.putIfAbsent(tenant, plan.line(at));
            if (first != null) {
                problems.accept(plan.error(
                        at, "tenant " + tenant + " stands here twice, first on line " + first + "; keep one"));
            }
        }
        return new TenantList(lines, Optional.empty());
    }

    /**
     * Of a file with one tenant a line; where it cannot be read, or holds what it should not, without that.
     *
     * @param plan beside which it lies
     */
    static TenantList read(Path plan, String name, Consumer<String> problems) {
        Map<String, Integer> lines = new LinkedHashMap<>();
        try {
            Path file = plan.resolveSibling(name);
            if (!Files.isRegularFile(file)) {
                problems.accept("there is no file " + file + "; its path is relative to the plan's folder");
            } else if (Files.size(file) > BYTES_MAX) {
                problems.accept(name + " is larger than " + BYTES_MAX + " bytes; name the file that lists tenants");
            } else {
                read(file, name, lines, problems);
            }
        } catch (CharacterCodingException e) {
            problems.accept(name + " is not UTF-8 text; write it anew in that encoding");
        } catch (IOException | InvalidPathException e) {
            problems.accept(name + " cannot be read (" + e.getClass().getSimpleName()
                    + "): check that it is a file and yours to read");
        }
        return new TenantList(lines, Optional.of(name));
    }

    private static void read(Path file, String name, Map<String, Integer> lines, Consumer<String> problems)
            throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            int found = 0;
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                String tenant = (number == 1 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line).strip();
                Optional<String> problem =
                        tenant.isEmpty() || tenant.startsWith(COMMENT) ? Optional.empty() : add(tenant, number, lines);
                if (problem.isPresent() && ++found > PROBLEMS_MAX) {
                    problems.accept(name + " has more such lines behind line " + number);
                    return;
                }
                int at = number;
                problem.ifPresent(sentence -> problems.accept("line " + at + " of " + name + ": " + sentence));
            }
        }
        if (lines.isEmpty()) {
            problems.accept(name + " names no tenant; write one on each line");
        }
    }

    private static Optional<String> add(String tenant, int number, Map<String, Integer> lines) {
        if (tenant.length() > TENANT_LENGTH_MAX) {
            return Optional.of(
                    "a tenant's name has at most " + TENANT_LENGTH_MAX + " characters; one stands on each line");
        }
        Integer first = lines.putIfAbsent(tenant, number);
        return first == null
                ? Optional.empty()
                : Optional.of("tenant " + tenant + " stands on line " + first + " already; keep one");
    }

    /** In the middle of a sentence. */
    String place(String tenant) {
        return "line " + lines.get(tenant) + file.map(name -> " of " + name).orElse("");
    }
}
