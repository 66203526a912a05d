package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.control.AnswerPlan;
import dev.bailey.control.FigureSource;
import dev.bailey.control.Observing;
import dev.bailey.control.Plan;
import dev.bailey.control.ShadowPlan;
import dev.bailey.control.Trigger;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.judging.ComparisonRules;
import dev.bailey.judging.JudgeSettings;
import dev.bailey.router.AccessLog;
import dev.bailey.router.CertificateFiles;
import dev.bailey.router.Front;
import dev.bailey.router.FrontTls;
import dev.bailey.router.HoldLimits;
import dev.bailey.router.Hops;
import dev.bailey.router.Limit;
import dev.bailey.router.ListenAddress;
import dev.bailey.router.Metrics;
import dev.bailey.router.ProxyProtocol;
import dev.bailey.router.SafeRequest;
import dev.bailey.router.ShadowSettings;
import dev.bailey.router.Telemetry;
import dev.bailey.router.TenantRule;
import dev.bailey.router.Timeout;
import dev.bailey.router.Timeouts;
import dev.bailey.router.Traces;
import dev.bailey.router.TrafficLimits;
import dev.bailey.router.Upstream;
import dev.bailey.router.WriteRules;
import dev.bailey.runbook.Command;
import dev.bailey.runbook.Expectation;
import dev.bailey.runbook.HttpCall;
import dev.bailey.telling.Mailbox;
import dev.bailey.telling.Recipients;
import dev.bailey.telling.Webhook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanFileTest {

    static final Map<String, String> ENVIRONMENT = Map.of(
            "SOURCE_PASSWORD", "p@ss/word 1%",
            "TARGET_PASSWORD", "two",
            "EMPTY", "",
            "SLACK_WEBHOOK", "https://hooks.example/T0K3N",
            "SMTP_PASSWORD", "three");

    /** Five lines that are right; wrong ones follow from line 6 on. */
    static final String GOOD = """
            migration: shop
            stores:
              orders: { engine: postgresql, source: "postgresql://b@old/shop", target: "postgresql://b@new/shop" }
            services:
              web: { listen: "0.0.0.0:8080", source: "http://old:80", target: "http://new:80" }
            """;

    private static HttpCall page(String url) {
        return new HttpCall(
                "GET",
                URI.create(url),
                Map.of("X-Monitor", "bailey"),
                Optional.empty(),
                Expectation.success(),
                Duration.ofSeconds(10),
                /* repeatable= */ false);
    }

    /** What the example says about the time after a cutover. */
    private static final Observing OBSERVING = new Observing(
            Duration.ofMinutes(45),
            List.of(
                    new Trigger.ErrorRate(1, 100, Duration.ofSeconds(30), Trigger.Then.ROLL_BACK),
                    new Trigger.Latency(3, Trigger.Percentile.P99, 100, Duration.ofSeconds(30), Trigger.Then.ROLL_BACK),
                    new Trigger.Judged(Trigger.Judging.ERRORS, 0.5, Duration.ofMinutes(45), Trigger.Then.ROLL_BACK),
                    new Trigger.Judged(Trigger.Judging.P99, 1.5, Duration.ofMinutes(45), Trigger.Then.ASK),
                    new Trigger.Figure(
                            "orders",
                            new FigureSource.Query("orders", "SELECT count(*) FROM orders"),
                            Trigger.Counts.UP,
                            20,
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(10),
                            Duration.ofMinutes(45),
                            Trigger.Then.ROLL_BACK),
                    new Trigger.Figure(
                            "queue",
                            new FigureSource.Page(
                                    Map.of(
                                            Side.SOURCE, page("http://old-app:8080/figures"),
                                            Side.TARGET, page("http://new-app:8080/figures")),
                                    JsonPointer.compile("/queue/length")),
                            Trigger.Counts.LEVEL,
                            20,
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(10),
                            Duration.ofMinutes(45),
                            Trigger.Then.ROLL_BACK),
                    new Trigger.Lag(Duration.ofSeconds(10), Duration.ofSeconds(30), Trigger.Then.ROLL_BACK),
                    new Trigger.Counted(Trigger.Counting.CONFLICTS, 1, Trigger.Then.ROLL_BACK),
                    new Trigger.Counted(Trigger.Counting.FOREIGN_WRITES, 1, Trigger.Then.ASK),
                    new Trigger.Own(
                            new HttpCall(
                                    "GET",
                                    URI.create("http://new-app:8080/ok"),
                                    Map.of(),
                                    Optional.empty(),
                                    new Expectation(OptionalInt.of(200), "all well"),
                                    Duration.ofSeconds(10),
                                    /* repeatable= */ false),
                            Duration.ofSeconds(5),
                            Duration.ofMinutes(1),
                            Trigger.Then.ROLL_BACK),
                    new Trigger.Own(
                            new Command(List.of("./still-well.sh", "shop"), Map.of(), Duration.ofSeconds(10)),
                            Duration.ofSeconds(10),
                            Duration.ofMinutes(1),
                            Trigger.Then.ROLL_BACK)),
            Trigger.Then.ASK);

    /** Lists of blocks, each of which is to have every key at one of its places. */
    private static final String PLACE = "[.](header|cookie|host|path|jwt|jwks_file)";

    private static final Set<String> LISTS = Set.of("slices", "cutover.roll_back_when");

    @TempDir
    private Path folder;

    @Test
    void theExampleInTheDocumentationIsAPlan() {
        Plan plan = PlanFile.read(Path.of("../docs/example.yaml"), ENVIRONMENT).plan();

        assertThat(plan.migration()).isEqualTo("shop");
        assertThat(plan.label(Side.SOURCE)).isEqualTo("GCP");
        assertThat(plan.stores().get("orders"))
                .isEqualTo(new Plan.Store(
                        "postgresql",
                        "postgresql://bailey:p%40ss%2Fword%201%25@legacy-db:5432/shop",
                        "postgresql://bailey:two@new-db:5432/shop",
                        List.of("public.*"),
                        List.of("public.session"),
                        Optional.of(new Plan.TenantColumn("tenant_id", Map.of("public.tenant", "id"), Map.of())),
                        Plan.OnConflict.HALT,
                        new Plan.Copy(4, 50_000_000, Optional.of(Duration.ofMillis(50)), OptionalInt.of(80))));
        assertThat(plan.services().get("web"))
                .isEqualTo(new Plan.Service(
                        Front.LOOPBACK
                                .listeningOn(new ListenAddress("0.0.0.0", 8080))
                                .behind(new Hops(List.of("10.0.0.0/8"), /* forwarded= */ false))
                                .with(new FrontTls(
                                        List.of(new CertificateFiles(
                                                Path.of("/etc/bailey/web.pem"), Path.of("/etc/bailey/web.key"))),
                                        FrontTls.Version.TLS_1_2)),
                        Upstream.of(URI.create("http://legacy-app:8080")).naming(ProxyProtocol.V2),
                        Upstream.of(URI.create("https://new-app:8443"))
                                .speaking(Upstream.Protocol.H2)
                                .trusting(Path.of("/etc/bailey/new-app-ca.pem")),
                        "/health",
                        Optional.of(new TenantRule(
                                TenantRule.Place.HEADER,
                                "X-Tenant",
                                TenantRule.Missing.EVERYONE,
                                Optional.empty(),
                                Optional.of(new TenantRule.Door(/* isHost= */ true, "new.shop.example")))),
                        new WriteRules(List.of("POST /search", "POST /graphql/query/*"), List.of("GET /unsubscribe/*")),
                        TrafficLimits.DEFAULT
                                .with(Limit.BODY, 2_000_000_000)
                                .with(Limit.CLIENTS, 20_000)
                                .with(Limit.CLIENTS_PER_ADDRESS, 200)
                                .with(Limit.REQUESTS_PER_CONNECTION, 100_000),
                        Timeouts.DEFAULT,
                        Telemetry.NONE
                                .with(AccessLog.to(Path.of("/var/log/bailey/web.log")))
                                .with(new Metrics(new ListenAddress("127.0.0.1", 9464), List.of("/api", "/checkout")))
                                .with(new Traces(URI.create("http://collector:4318"), 1)),
                        Optional.of(new ShadowPlan(
                                ShadowSettings.of(0.05)
                                        .with(List.of(
                                                SafeRequest.readsOnly("POST /search"),
                                                SafeRequest.by("POST /orders", Map.of("X-Dry-Run", "1"))))
                                        .withHeaders(Map.of("X-Mail", "off"))
                                        .withBodies(64_000)
                                        .queueing(1_024, 32, 64_000_000),
                                new AnswerPlan(
                                        JudgeSettings.usual()
                                                .with(new ComparisonRules(
                                                        Set.of("Content-Type", "Location"),
                                                        Set.of("$.meta.node"),
                                                        Set.of("$.tags"))),
                                        /* proven= */ false)))));
        assertThat(plan.slices().all())
                .containsExactly(
                        Slice.of("pilot", Set.of("acme", "17")),
                        Slice.of("vip", Set.of("initech", "umbrella")),
                        Slice.of("tenth", 1_000).acceptingReads(Duration.ofSeconds(2)),
                        Slice.validating("probes", Set.of("probe-1")),
                        Slice.everyone("everyone"));
        assertThat(plan.cutover())
                .isEqualTo(new Plan.Cutover(
                        Duration.ofSeconds(5),
                        HoldLimits.DEFAULT.closingStraysAfter(Duration.ofSeconds(1)),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        OBSERVING));
    }

    private static final String NOT_WITH_VALIDATION = "stores.*.tenant.paths";

    @Test
    void theExampleHasEveryKey() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(PlanFileTest.class.getResource("/plan.schema.json"));
        Set<String> written = YamlReading.read(Files.readString(Path.of("../docs/example.yaml")))
                .lines()
                .keySet();

        assertThat(keys(schema, schema, "")).contains("stores.*.copy.slow_down_when.source_p99", "slices[*].name");
        assertThat(keys(schema, schema, ""))
                .filteredOn(key -> !key.startsWith(NOT_WITH_VALIDATION)) // a comment shows it
                .allSatisfy(key -> assertThat(written)
                        // What one side shows need not be shown of the other, and requests say their tenant in one
                        // place.
                        .anyMatch(path -> path.matches(key.replace("[", "\\[")
                                .replaceAll(PLACE + "$", PLACE)
                                .replaceAll("[.](source|target)[.]", ".(source|target).")
                                .replace("*", "[^.]+"))));
    }

    /** Every key that the schema knows; names that the user chooses are {@code *}. */
    private static List<String> keys(JsonNode schema, JsonNode rule, String path) {
        if (rule.has("$ref")) {
            return keys(schema, schema.at(rule.path("$ref").asText().substring(1)), path);
        }
        List<String> keys = new ArrayList<>();
        if (rule.path("additionalProperties").isObject()) {
            keys.addAll(keys(schema, rule.path("additionalProperties"), path + ".*"));
        }
        if (LISTS.contains(path)) {
            keys.addAll(keys(schema, rule.path("items"), path + "[*]"));
        }
        if (path.equals("steps")) {
            schema.at("/$defs/step/properties").fieldNames().forEachRemaining(key -> keys.add("steps[*]." + key));
        }
        rule.path("properties").properties().forEach(property -> {
            String key = YamlDocument.key(path, property.getKey());
            keys.add(key);
            keys.addAll(keys(schema, property.getValue(), key));
        });
        return keys;
    }

    @Test
    void whatAPlanLeavesOutHasADefault() {
        Plan plan = PlanFile.read(write(GOOD + "cutover: { hold: { max: 20s } }\n"), ENVIRONMENT)
                .plan();

        assertThat(plan.slices().all()).containsExactly(Slice.everyone(Plan.EVERYONE));
        assertThat(plan.label(Side.TARGET)).isEqualTo("target");
        assertThat(plan.stores().get("orders")).extracting(Plan.Store::include).isEqualTo(List.of("public.*"));
        assertThat(plan.services().get("web")).extracting(Plan.Service::health).isEqualTo("/health");
        assertThat(plan.cutover().lease()).isEqualTo(Duration.ofSeconds(25));
        assertThat(plan.control()).isEqualTo(new ListenAddress("127.0.0.1", 0));
    }

    @Test
    void aLimitAndATimeoutOfThePlanReachTheRouter() {
        Plan plan = PlanFile.read(
                        write(GOOD.replace(
                                "listen:", "limits: { body: 10MB }, timeouts: { request_head: 5s }, listen:")),
                        ENVIRONMENT)
                .plan();

        assertThat(plan.services().get("web")).satisfies(web -> {
            assertThat(web.limits()).isEqualTo(TrafficLimits.DEFAULT.with(Limit.BODY, 10_000_000));
            assertThat(web.timeouts()).isEqualTo(Timeouts.DEFAULT.with(Timeout.REQUEST_HEAD, Duration.ofSeconds(5)));
        });
    }

    @Test
    void anAccessLogGoesToTheStandardOutputWithAnySampleDownToAThousandth() {
        Plan plan = PlanFile.read(
                        write(GOOD.replace(
                                "http://new:80\" }",
                                "http://new:80\", request_id: make,"
                                        + " access_log: { file: '-', sample: 0.05%, slow: 250ms, queries: shown } }")),
                        ENVIRONMENT)
                .plan();

        assertThat(plan.services().get("web"))
                .extracting(Plan.Service::telemetry)
                .isEqualTo(new Telemetry(
                        Optional.of(new AccessLog(
                                Optional.empty(), 0.05, Duration.ofMillis(250), /* showsQueries= */ true)),
                        Optional.empty(),
                        Optional.empty(),
                        /* makesRequestIds= */ true));
    }

    @Test
    void aPasswordInThePlanIsWarnedOfAndNotShown() {
        Path plan = write(GOOD.replace("b@old", "b:hunter2@old"));

        assertThat(PlanFile.read(plan, ENVIRONMENT).warnings())
                .containsExactly(plan
                        + ":3: warning: stores.orders.source: the password stands in the plan;"
                        + " use ${env:NAME} or ${file:/absolute/path}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"$SOURCE_PASSWORD", "$env:SOURCE_PASSWORD"})
    void aVariableWrittenAsShellsHaveItIsWarnedOf(String written) {
        Path plan = write(GOOD.replace("b@old", "b:" + written + "@old"));

        assertThat(PlanFile.read(plan, ENVIRONMENT).warnings())
                .containsExactly(plan + ":3: warning: stores.orders.source: the password is taken as it is written;"
                        + " ${env:SOURCE_PASSWORD} was probably meant");
    }

    @Test
    void whoIsToldIsReadAndItsSecretsAreNotShown() {
        Plan plan = PlanFile.read(Path.of("../docs/example.yaml"), ENVIRONMENT).plan();

        assertThat(plan.recipients())
                .isEqualTo(new Recipients(
                        Duration.ofHours(1),
                        List.of(
                                new Webhook(URI.create("https://hooks.example/T0K3N"), Webhook.Format.SLACK),
                                new Webhook(URI.create("https://ops.example/bailey"), Webhook.Format.JSON)),
                        Optional.of(new Mailbox(
                                "smtp.example",
                                587,
                                Mailbox.Tls.STARTTLS,
                                Optional.of(new Mailbox.Login("bailey", "three")),
                                "bailey@example.org",
                                List.of("ops@example.org")))));
        assertThat(plan.recipients().toString()).doesNotContain("T0K3N", "three");
    }

    @Test
    void secretsOfThoseWhoAreToldAndMailInTheClearAreWarnedOf() {
        Path plan = write(GOOD + """
                notify:
                  webhooks: [{ url: "https://hooks.example/T0K3N", format: slack }]
                  email:
                    smtp: smtp.example:25
                    tls: none
                    user: bailey
                    password: hunter2
                    from: bailey@example.org
                    to: [ops@example.org]
                """);

        assertThat(PlanFile.read(plan, ENVIRONMENT).warnings())
                .containsExactly(
                        plan + ":7: warning: notify.webhooks[0].url: whoever reads the plan can use this;"
                                + " use ${env:NAME} or ${file:/absolute/path}",
                        plan + ":10: warning: notify.email.tls: mail and password go over the network as they are;"
                                + " leave this out, or send to this machine",
                        plan + ":12: warning: notify.email.password: whoever reads the plan can use this;"
                                + " use ${env:NAME} or ${file:/absolute/path}");
    }

    @Test
    void aPlanThatTrustsEverybodyIsWarnedOf() {
        Path plan = write(GOOD.replace("listen:", "trusted: ['::/0'], listen:"));

        assertThat(PlanFile.read(plan, ENVIRONMENT).warnings())
                .containsExactly(plan
                        + ":5: warning: services.web.trusted[0]: everybody may say who the client is;"
                        + " name only the networks of what stands in front");
    }

    @Test
    void aSecretIsReadFromAFile() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "a:b\n");

        Plan plan = PlanFile.read(write(GOOD.replace("b@old", "b:${file:" + secret + "}@old")), ENVIRONMENT)
                .plan();

        assertThat(plan.stores().get("orders"))
                .extracting(Plan.Store::source)
                .isEqualTo("postgresql://b:a%3Ab@old/shop");
        assertThat(plan.toString()).doesNotContain("a%3Ab");
    }

    @Test
    void aMissingPlanIsNamed() {
        Path missing = folder.resolve("migration.yaml");

        assertThat(catchThrowable(() -> PlanFile.read(missing, ENVIRONMENT)))
                .isInstanceOf(WrongPlan.class)
                .hasMessage(missing + ": there is no such file; name the plan (docs/example.yaml in Bailey's own folder"
                        + " has every key of one)");
    }

    private Path write(String text) {
        try {
            return Files.writeString(folder.resolve("plan.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
