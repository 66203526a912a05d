package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.router.TenantRule;
import dev.bailey.router.TokenKeys;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What must hold of where a plan says that rows and requests name their tenant, and no schema can say. */
final class TenantChecks {

    private static final List<String> PLACES =
            Arrays.stream(TenantRule.Place.values()).map(SliceReader::key).toList();

    private final YamlDocument plan;
    private final List<PlanProblem> problems;
    private final boolean several;

    /** @param problems to which those that are found are added */
    TenantChecks(YamlDocument plan, List<PlanProblem> problems) {
        this.plan = plan;
        this.problems = problems;
        this.several = plan.root().path("slices").size() > 1;
    }

    void check() {
        plan.root()
                .path("stores")
                .properties()
                .forEach(store -> checkStore(store.getValue(), YamlDocument.key("stores", store.getKey())));
        plan.root()
                .path("services")
                .properties()
                .forEach(service -> checkService(service.getValue(), YamlDocument.key("services", service.getKey())));
    }

    private void checkStore(JsonNode store, String path) {
        checkSaid(
                store,
                path,
                "rows of several slices could not be told apart; say in which column their tenant stands, as"
                        + " { column: tenant_id }, or none where every row is everyone's");
        new TenantPathChecks(plan, problems, store, path).check();
    }

    private void checkService(JsonNode service, String path) {
        checkSaid(
                service,
                path,
                "requests of several slices could not be told apart; say where they name their tenant, as"
                        + " { header: X-Tenant }, or none where every request is everyone's");
        JsonNode tenant = service.path("tenant");
        checkKeys(tenant, path + ".tenant.jwks_file");
        List<String> places = PLACES.stream().filter(tenant::has).toList();
        if (tenant.isObject() && places.isEmpty()) {
            problem(
                    path + ".tenant",
                    "this does not say where requests name their tenant; add one of " + String.join(", ", PLACES));
        } else if (places.size() > 1) {
            problem(
                    path + ".tenant." + places.get(1),
                    "requests name their tenant in one place; keep one of " + String.join(" and ", places));
        }
    }

    private void checkKeys(JsonNode tenant, String path) {
        if (!tenant.path("jwks_file").isTextual()) {
            return;
        }
        String file = tenant.path("jwks_file").textValue();
        if (!tenant.has("jwt")) {
            problem(
                    path,
                    "keys prove tokens, and requests name their tenant elsewhere; say the claim as jwt, or leave it out");
        }
        try {
            TokenKeys.read(Path.of(file));
        } catch (IllegalArgumentException e) {
            problem(path, file + " is of no use: " + e.getMessage());
        }
    }

    private void checkSaid(JsonNode part, String path, String otherwise) {
        JsonNode tenant = part.path("tenant");
        if (several && part.isObject() && tenant.isMissingNode()) {
            problem(path + ".tenant", otherwise);
        } else if (!several && tenant.isObject()) {
            problems.add(PlanProblem.warning(
                    plan.line(path + ".tenant"),
                    path + ".tenant",
                    "this tells nobody apart while the plan moves everyone at once; name slices, or leave it out"));
        }
    }

    private void problem(String path, String sentence) {
        problems.add(plan.error(path, sentence));
    }
}
