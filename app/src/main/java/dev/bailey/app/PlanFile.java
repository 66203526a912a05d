package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailey.control.Plan;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A plan as it was read from its file. Immutable.
 *
 * @param warnings what is risky about it, one line each
 * @param parts what routers in processes of their own are told of it: its text about one service and all slices, as
 *     JSON, by service
 */
record PlanFile(Path path, Plan plan, List<String> warnings, Map<String, String> parts) {

    PlanFile {
        warnings = List.copyOf(warnings);
        parts = Map.copyOf(parts);
    }

    /**
     * Reads and checks a plan.
     *
     * @param environment from which placeholders are filled
     * @throws WrongPlan with all of its problems, by line
     */
    static PlanFile read(Path path, Map<String, String> environment) {
        return read(path, environment, UnaryOperator.identity());
    }

    /** @param addresses puts those of another environment into it */
    static PlanFile read(Path path, Map<String, String> environment, UnaryOperator<JsonNode> addresses) {
        YamlDocument read = YamlReading.read(text(path));
        YamlDocument written = read.with(addresses.apply(read.root()));
        List<PlanProblem> problems = new ArrayList<>(written.problems());
        JsonNode filled = written.root();
        TenantLists lists = new TenantLists(Map.of());
        if (!filled.isMissingNode()) {
            problems.addAll(new PlanSchema().check(written));
            problems.addAll(passwords(written));
            problems.addAll(secretArguments(written));
            NotifyChecks.checkWritten(written, problems);
            YamlDocument complete = new Placeholders(environment, problems).fill(written);
            new PlanChecks(complete, problems).check();
            lists = TenantLists.read(complete, path, problems);
            new SliceChecks(complete, lists, problems).check();
            filled = lists.inlined(complete.root());
        }
        List<String> lines = problems.stream()
                .distinct()
                .sorted()
                .map(problem -> problem.in(path.toString()))
                .toList();
        if (!problems.stream().allMatch(PlanProblem::warning)) {
            throw new WrongPlan(lines);
        }
        return new PlanFile(
                path,
                PlanReader.plan(filled, Addresses.without(lists.digested(written.root()))),
                lines,
                parts(written.root(), filled.path("slices")));
    }

    /** @param slices with the tenants of all files, which routers on other machines do not have */
    private static Map<String, String> parts(JsonNode written, JsonNode slices) {
        Map<String, String> parts = new HashMap<>();
        written.path("services").properties().forEach(service -> {
            ObjectNode part = JsonNodeFactory.instance.objectNode();
            part.putObject("services").set(service.getKey(), service.getValue());
            part.putObject("cutover").set("hold", written.path("cutover").path("hold"));
            if (slices.isArray()) {
                part.set("slices", slices);
            }
            parts.put(service.getKey(), part.toString());
        });
        return parts;
    }

    /**
     * The name of a plan's migration, without a look at the rest: those who only ask how it goes need no secrets.
     *
     * @throws WrongPlan when it has none
     */
    static String migration(Path path) {
        String name = YamlReading.read(text(path)).root().path("migration").asText();
        if (!Plan.NAME.matcher(name).matches()) {
            throw new WrongPlan(
                    List.of(path + ": this is no plan that names its migration; check it with \"bailey plan\""));
        }
        return name;
    }

    static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (NoSuchFileException e) {
            throw new WrongPlan(
                    List.of(path + ": there is no such file; name the plan (docs/example.yaml in Bailey's own folder"
                            + " has every key of one)"));
        } catch (MalformedInputException e) {
            throw new WrongPlan(List.of(path + ": this is not UTF-8 text"));
        } catch (IOException e) {
            throw new WrongPlan(
                    List.of(path + ": this file cannot be read; check that it is a file and yours to read"));
        }
    }

    /** Arguments of commands are shown to everybody and kept. */
    private static List<PlanProblem> secretArguments(YamlDocument written) {
        Map<String, String> texts = new TreeMap<>();
        Addresses.collect(written.root(), "", texts);
        return texts.entrySet().stream()
                .filter(text -> text.getKey().matches("steps.*\\.command\\[\\d+]"))
                .filter(text -> text.getValue().contains("${"))
                .map(text -> PlanProblem.warning(
                        written.line(text.getKey()),
                        text.getKey(),
                        "arguments are shown and kept, and this may be a secret; hand it on under environment"))
                .toList();
    }

    private static List<PlanProblem> passwords(YamlDocument written) {
        List<PlanProblem> problems = new ArrayList<>();
        written.root().path("stores").properties().forEach(store -> {
            for (String side : List.of("source", "target")) {
                String path = YamlDocument.key(YamlDocument.key("stores", store.getKey()), side);
                PlanText.shownPassword(store.getValue().path(side).asText())
                        .map(password -> PlanProblem.warning(written.line(path), path, shown(password)))
                        .ifPresent(problems::add);
            }
        });
        return problems;
    }

    private static String shown(String password) {
        return PlanText.variable(password)
                .map(name -> "the password is taken as it is written; ${env:" + name + "} was probably meant")
                .orElse("the password stands in the plan; use ${env:NAME} or ${file:/absolute/path}");
    }
}
