package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.control.Fingerprint;
import dev.bailey.control.Plan;
import dev.bailey.core.Slice;
import dev.bailey.core.TableId;
import dev.bailey.core.TenantPath;
import dev.bailey.router.TenantRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slices of a plan, and where it says whose rows and requests are. */
class SlicesInPlanTest {

    private static final int MANY = 1_000_000;

    private static final String GOOD = PlanFileTest.GOOD
            .replace("engine:", "tenant: { column: tenant_id }, engine:")
            .replace("listen:", "tenant: { header: X-Tenant }, listen:");

    private static final String LISTED =
            GOOD + "slices: [{ name: vip, tenants_file: vip.txt }, { name: tenth, percent: 10.05 }, { name: rest }]\n";

    @TempDir
    private Path folder;

    @Test
    void aFileListsTenantsAmongCommentsAndEmptyLines() {
        list("\ufeff# ours\n\nacme\r\n 17 \n  # and theirs\nmüller & söhne\n007");

        assertThat(read(LISTED).plan().slices().all())
                .containsExactly(
                        Slice.of("vip", Set.of("acme", "17", "müller & söhne", "007")),
                        Slice.of("tenth", 1_005),
                        Slice.everyone("rest"));
    }

    @Test
    void aTenantIsCalledAsItIsWritten() {
        Plan plan = read(GOOD + "slices: [{ name: a, tenants: [007, 0x1F, 17, 1_000, 'yes', 0] }, { name: b }]\n")
                .plan();

        assertThat(plan.slices().all().get(0).tenants())
                .containsExactlyInAnyOrder("007", "0x1F", "17", "1_000", "yes", "0");
    }

    @Test
    void aMillionTenantsAreRead() {
        list(IntStream.range(0, MANY).mapToObj(i -> "tenant-" + i).collect(Collectors.joining("\n")));

        Plan plan = read(LISTED).plan();

        assertThat(plan.slices().all().get(0).tenants()).hasSize(MANY);
    }

    @Test
    void anotherListIsAnotherPlanAndAnotherCommentIsNot() {
        list("acme\nglobex\n");
        Fingerprint before = text();

        list("# sorted\nglobex\nacme\n");
        assertThat(text()).isEqualTo(before);

        list("acme\nglobex\ninitech\n");
        assertThat(new TreeMap<>(text().parts()))
                .satisfies(parts -> parts.entrySet().removeAll(before.parts().entrySet()))
                .containsOnlyKeys("slices[0].tenants_file");
    }

    @Test
    void routersElsewhereAreToldTheTenantsOfFilesAndWhereRequestsNameThem() {
        list("acme\n${env:SOURCE_PASSWORD}\n");

        String part = String.valueOf(read(LISTED).parts().get("web"));

        assertThat(Json.tree(part).path("slices")).isEqualTo(Json.tree("""
                [{"name": "vip", "tenants": ["acme", "${env:SOURCE_PASSWORD}"]}, {"name": "tenth", "percent": 10.05}, {"name": "rest"}]"""));
        assertThat(Json.tree(part).at("/services/web/tenant/header").asText()).isEqualTo("X-Tenant");
    }

    @Test
    void aRouterIsToldOfNoSlicesWhereThePlanHasNone() {
        assertThat(Json.tree(String.valueOf(read(PlanFileTest.GOOD).parts().get("web")))
                        .has("slices"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "header: X-Tenant, HEADER, X-Tenant, EVERYONE",
        "cookie: tenant, COOKIE, tenant, EVERYONE",
        "'host: \"*.shop.example\"', HOST, *.shop.example, EVERYONE",
        "path: /t/*, PATH, /t/*, EVERYONE",
        "'jwt: org, missing: everyone', JWT, org, EVERYONE",
        "'jwt: org, missing: refuse', JWT, org, REFUSE",
    })
    void aServiceSaysWhereItsRequestsNameTheirTenant(
            String written, TenantRule.Place place, String name, TenantRule.Missing missing) {
        list("acme");

        Plan plan = read(LISTED.replace("header: X-Tenant", written)).plan();

        assertThat(plan.services().get("web"))
                .extracting(Plan.Service::tenant)
                .isEqualTo(Optional.of(new TenantRule(place, name, missing)));
    }

    @Test
    void aTableMaySayToWhichRowsItsRowsBelong() {
        list("acme");
        String paths = "{ column: tenant_id, paths: { public.order_line: { order_id: public.order.id },"
                + " public.note: { at: public.order_line.at, line: public.order_line.number } } }";

        Plan plan = read(LISTED.replace("{ column: tenant_id }", paths)).plan();

        TableId lines = new TableId("public", "order_line");
        assertThat(plan.stores().get("orders"))
                .extracting(store -> store.tenant().orElseThrow().paths())
                .isEqualTo(Map.of(
                        lines,
                        new TenantPath(List.of("order_id"), new TableId("public", "order"), List.of("id")),
                        new TableId("public", "note"),
                        new TenantPath(List.of("at", "line"), lines, List.of("at", "number"))));
    }

    @Test
    void aStoreAndAServiceMayBeEveryones() {
        list("acme");

        PlanFile file = read(LISTED.replace("{ column: tenant_id }", "none").replace("{ header: X-Tenant }", "none"));

        assertThat(file.plan().stores().get("orders"))
                .extracting(Plan.Store::tenant)
                .isEqualTo(Optional.empty());
        assertThat(file.plan().services().get("web"))
                .extracting(Plan.Service::tenant)
                .isEqualTo(Optional.empty());
        assertThat(file.warnings()).isEmpty();
    }

    private Fingerprint text() {
        return read(LISTED).plan().procedure().text();
    }

    private void list(String text) {
        write("vip.txt", text);
    }

    private PlanFile read(String plan) {
        return PlanFile.read(write("plan.yaml", plan), Map.of("SOURCE_PASSWORD", "one"));
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
