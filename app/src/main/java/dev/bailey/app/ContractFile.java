package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.contract.Call;
import dev.bailey.contract.Content;
import dev.bailey.contract.Contract;
import dev.bailey.contract.Har;
import dev.bailey.contract.Header;
import dev.bailey.contract.Take;
import dev.bailey.contract.Want;
import dev.bailey.judging.ComparisonRules;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a file of requests: YAML, or an HTTP Archive where its name ends in {@code .har}. Confined to one thread. */
final class ContractFile {

    private static final List<String> METHODS = List.of("get", "head", "options", "post", "put", "patch", "delete");

    private static final List<String> BODIES = List.of("json", "form", "body");

    private final String name;
    private final YamlDocument written;
    private final List<PlanProblem> problems;

    private ContractFile(String name, YamlDocument written, List<PlanProblem> problems) {
        this.name = name;
        this.written = written;
        this.problems = problems;
    }

    /**
     * @param environment from which placeholders are filled
     * @throws WrongPlan with all that is wrong in it, by line
     */
    static Contract read(Path path, Map<String, String> environment) {
        String name = String.valueOf(path.getFileName());
        if (!Files.isRegularFile(path)) {
            throw new WrongPlan(List.of(path + ": there is no such file; name YAML or an HTTP archive (.har)"));
        }
        return name.endsWith(".har") ? archive(path, name) : yaml(path, name, environment);
    }

    private static Contract archive(Path path, String name) {
        try {
            return Har.read(path, name);
        } catch (IllegalArgumentException e) {
            throw new WrongPlan(List.of(path + ": " + e.getMessage()));
        } catch (IOException e) {
            throw new WrongPlan(List.of(path + ": this file cannot be read; check that it is yours to read"));
        }
    }

    private static Contract yaml(Path path, String name, Map<String, String> environment) {
        YamlDocument written = YamlReading.read(PlanFile.text(path));
        List<PlanProblem> problems = new ArrayList<>(written.problems());
        Contract contract = new Contract(name, List.of(), ComparisonRules.usual(), Map.of());
        if (!written.root().isMissingNode()) {
            problems.addAll(PlanSchema.ofContracts().check(written));
            YamlDocument filled =
                    Placeholders.besideNames(environment, problems).fill(written);
            if (problems.isEmpty()) {
                contract = new ContractFile(name, filled, problems).contract();
            }
        }
        if (!problems.isEmpty()) {
            throw new WrongPlan(problems.stream()
                    .distinct()
                    .sorted()
                    .map(problem -> problem.in(path.toString()))
                    .toList());
        }
        return contract;
    }

    private Contract contract() {
        JsonNode root = written.root();
        List<Call> calls = new ArrayList<>();
        Set<String> known = new LinkedHashSet<>();
        for (int at = 0; at < root.path("requests").size(); at++) {
            String path = YamlDocument.item("requests", at);
            try {
                call(root.path("requests").get(at), path, known).ifPresent(calls::add);
            } catch (IllegalArgumentException e) {
                problems.add(written.error(path, String.valueOf(e.getMessage())));
            }
        }
        ComparisonRules usual = ComparisonRules.usual();
        return new Contract(
                name,
                calls,
                new ComparisonRules(
                        root.has("compare") ? words(root.path("compare")) : usual.headers(),
                        words(root.path("ignore")),
                        words(root.path("unordered"))),
                Map.of());
    }

    private static Set<String> words(JsonNode list) {
        Set<String> words = new LinkedHashSet<>();
        list.forEach(word -> words.add(word.asText()));
        return words;
    }

    private Optional<Call> call(JsonNode request, String path, Set<String> known) {
        List<String> methods = METHODS.stream().filter(request::has).toList();
        List<String> bodies = BODIES.stream().filter(request::has).toList();
        if (methods.size() != 1) {
            throw new IllegalArgumentException("a request has one of " + String.join(", ", METHODS));
        } else if (bodies.size() > 1) {
            throw new IllegalArgumentException("a request has one of " + String.join(", ", bodies));
        }
        called(request).stream()
                .filter(each -> !known.contains(each))
                .forEach(each -> problems.add(written.error(
                        path,
                        "${" + each + "} is taken by no request above" + Spelling.hint(each, known)
                                + "; a secret is written ${env:NAME}")));
        Map<String, Take> takes = new LinkedHashMap<>();
        request.path("take")
                .properties()
                .forEach(take ->
                        takes.put(take.getKey(), new Take(take.getValue().asText())));
        known.addAll(takes.keySet());
        return Optional.of(new Call(
                name + ":" + written.line(path)
                        + (request.has("name") ? " " + request.path("name").asText() : ""),
                methods.get(0).toUpperCase(Locale.ROOT),
                request.path(methods.get(0)).asText(),
                headers(request),
                body(request),
                Optional.empty(),
                wants(request.path("expect")),
                takes));
    }

    private static List<String> called(JsonNode request) {
        List<String> called = new ArrayList<>();
        for (String part : List.of("headers", "json", "form", "body")) {
            called.addAll(Placeholders.names(request.path(part).toString()));
        }
        METHODS.forEach(
                method -> called.addAll(Placeholders.names(request.path(method).asText())));
        return called;
    }

    private List<Header> headers(JsonNode request) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (request.has("json")) {
            headers.put("content-type", "application/json");
        } else if (request.has("form")) {
            headers.put("content-type", "application/x-www-form-urlencoded");
        }
        List.of(written.root(), request)
                .forEach(from -> from.path("headers")
                        .properties()
                        .forEach(header -> headers.put(
                                header.getKey().toLowerCase(Locale.ROOT),
                                header.getValue().asText())));
        return headers.entrySet().stream()
                .map(header -> new Header(header.getKey(), header.getValue()))
                .toList();
    }

    private static Content body(JsonNode request) {
        if (request.has("json")) {
            return Content.of(request.path("json").toString());
        } else if (request.has("form")) {
            return Content.of(request.path("form").properties().stream()
                    .map(field -> encoded(field.getKey()) + "="
                            + encoded(field.getValue().asText()))
                    .collect(Collectors.joining("&")));
        }
        return Content.of(request.path("body").asText());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<Want> wants(JsonNode expect) {
        List<Want> wants = new ArrayList<>();
        if (expect.has("status")) {
            wants.add(new Want(Want.Kind.STATUS, "", expect.path("status").asText()));
        }
        expect.path("header")
                .properties()
                .forEach(header -> wants.add(new Want(
                        Want.Kind.HEADER, header.getKey(), header.getValue().asText())));
        expect.path("json")
                .properties()
                .forEach(field -> wants.add(new Want(
                        Want.Kind.JSON, field.getKey(), field.getValue().toString())));
        JsonNode contains = expect.path("contains");
        Set<String> texts = contains.isTextual() ? Set.of(contains.textValue()) : words(contains);
        texts.forEach(text -> wants.add(new Want(Want.Kind.CONTAINS, "", text)));
        return wants;
    }
}
