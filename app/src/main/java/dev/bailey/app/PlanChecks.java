package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.control.Plan;
import dev.bailey.control.Preflight;
import dev.bailey.core.Check;
import dev.bailey.router.ListenAddress;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must hold in a plan and no schema can say. Looks only at parts that are what they should be. */
final class PlanChecks {

    private static final Set<String> ANY_HOST = Set.of("0.0.0.0", "::");

    private final YamlDocument plan;
    private final List<PlanProblem> problems;
    private final TelemetryChecks telemetry;

    /**
     * @param plan with its placeholders filled in
     * @param problems to which those that are found are added
     */
    PlanChecks(YamlDocument plan, List<PlanProblem> problems) {
        this.plan = plan;
        this.problems = problems;
        this.telemetry = new TelemetryChecks(plan, problems);
    }

    void check() {
        int nameLength = plan.root().path("migration").asText().length();
        plan.root().path("stores").properties().forEach(store -> {
            String path = YamlDocument.key("stores", store.getKey());
            if (nameLength + store.getKey().length() > Plan.NAMES_MAX) {
                problem(
                        path,
                        "the names of migration and store are longer than " + Plan.NAMES_MAX
                                + " characters together; shorten one");
            }
            checkStore(store.getValue(), path);
        });
        plan.root()
                .path("services")
                .properties()
                .forEach(service -> checkService(service.getValue(), YamlDocument.key("services", service.getKey())));
        new ProcedureChecks(plan, problems).check();
        new NotifyChecks(plan, problems).check();
        new TenantChecks(plan, problems).check();
        checkAccepted();
        checkPorts();
        checkCutover(plan.root().path("cutover"));
    }

    private void checkAccepted() {
        List<String> known = Preflight.checks(LiveMigration.connectors()).stream()
                .map(Check::id)
                .toList();
        plan.root().path("accepted").properties().forEach(accepted -> {
            String check = accepted.getKey();
            if (!known.contains(check)) {
                problem(
                        YamlDocument.key("accepted", check),
                        "there is no check \"" + check + "\"" + Spelling.hint(check, known)
                                + "; \"bailey check\" names those that found something");
            }
        });
    }

    private void checkStore(JsonNode store, String path) {
        checkCopy(store.path("copy"), path + ".copy");
        List<String> source = storeAddresses(store, path, "source");
        List<String> target = storeAddresses(store, path, "target");
        if (!store.path("engine").asText().equals("postgresql")) {
            checkNames(store, path);
        }
        target.stream()
                .filter(source::contains)
                .findFirst()
                .ifPresent(same -> problem(
                        path + ".target",
                        "this is the same database as source, " + same + "; name the one to move to"));
    }

    /** Where a database is a schema, its name is part of each table's. */
    private void checkNames(JsonNode store, String path) {
        Optional<String> source = PlanText.database(store.path("source").asText());
        Optional<String> target = PlanText.database(store.path("target").asText());
        if (source.isPresent() && target.isPresent() && !source.equals(target)) {
            problem(
                    path + ".target",
                    "the database is called \"" + source.get() + "\" on the source and \"" + target.get()
                            + "\" here; a database of this engine keeps its name, since statements may use it");
        }
    }

    private void checkCopy(JsonNode copy, String path) {
        JsonNode p99 = copy.path("slow_down_when").path("source_p99");
        if (duration(p99).equals(Optional.of(Duration.ZERO))) {
            problem(path + ".slow_down_when.source_p99", "no request is answered in no time; allow more than 0");
        } else if (!p99.isMissingNode() && plan.root().path("services").isEmpty()) {
            problem(
                    path + ".slow_down_when.source_p99",
                    "nobody can measure it: the plan has no service whose requests Bailey's router would carry");
        }
    }

    // The value may hold a password, so no sentence shows it.
    private List<String> storeAddresses(JsonNode store, String path, String side) {
        JsonNode url = store.path(side);
        if (!url.isTextual()) {
            return List.of();
        }
        List<String> addresses = PlanText.storeAddresses(url.textValue());
        // a name that is no engine's is told of by itself
        String named = store.path("engine").asText();
        String engine = LiveMigration.connectors().containsKey(named) ? named : "postgresql";
        boolean isOfEngine =
                !engine.equals(named) || PlanText.engines(url.textValue()).contains(named);
        if (addresses.isEmpty() || !isOfEngine) {
            noAddress(
                    path + "." + side,
                    url.textValue(),
                    "this is not like " + engine + "://user:password@host:port/database, or with host:port,host:port"
                            + " (in a password written here, @ and / must be percent-encoded)");
        }
        return addresses;
    }

    private void checkService(JsonNode service, String path) {
        new ServiceChecks(plan, problems).check(service, path);
        telemetry.check(service, path);
        new ShadowChecks(plan, problems).check(service.path("shadow"), path + ".shadow");
        Optional<String> source = application(service, path, "source");
        Optional<String> target = application(service, path, "target");
        if (source.isPresent() && source.equals(target)) {
            problem(
                    path + ".target",
                    "this is the same application as source, " + source.get() + "; name the one to move to");
        }
    }

    private Optional<String> application(JsonNode service, String path, String side) {
        JsonNode given = service.path(side);
        JsonNode url = given.isTextual() ? given : given.path("url");
        if (!url.isTextual()) {
            return Optional.empty();
        }
        Optional<URI> uri = PlanText.application(url.textValue());
        if (uri.isEmpty()) {
            noAddress(
                    path + "." + side,
                    url.textValue(),
                    "this is not like http://host:port or https://host:port, without a path");
        }
        return uri.map(u -> u.getHost().toLowerCase(Locale.ROOT) + ":" + port(u));
    }

    private static int port(URI uri) {
        int common = "https".equals(uri.getScheme()) ? 443 : 80;
        return uri.getPort() < 0 ? common : uri.getPort();
    }

    private void checkPorts() {
        Map<String, ListenAddress> taken = new LinkedHashMap<>();
        plan.root().path("services").properties().forEach(service -> {
            String path = YamlDocument.key(YamlDocument.key("services", service.getKey()), "listen");
            Optional<ListenAddress> listen = listen(service.getValue().path("listen"), path, taken);
            if (listen.isPresent() && listen.get().port() == 0) {
                problem(path, "a service needs a port of its own that its users know, not 0");
            }
            String metricsPath = YamlDocument.key("services", service.getKey()) + ".metrics.listen";
            Optional<ListenAddress> metrics =
                    listen(service.getValue().path("metrics").path("listen"), metricsPath, taken);
            if (metrics.isPresent() && metrics.get().port() == 0) {
                problem(metricsPath, "metrics need a port that whoever scrapes them knows, not 0");
            }
        });
        Optional<ListenAddress> control = listen(plan.root().path("control").path("listen"), "control.listen", taken);
        if (control.isPresent() && ANY_HOST.contains(control.get().host())) {
            problems.add(PlanProblem.warning(
                    plan.line("control.listen"),
                    "control.listen",
                    "the API will be reachable from other machines without TLS; 127.0.0.1 is safer"));
        }
    }

    private Optional<ListenAddress> listen(JsonNode value, String path, Map<String, ListenAddress> taken) {
        if (!value.isTextual()) {
            return Optional.empty();
        }
        Optional<ListenAddress> endpoint = PlanText.endpoint(value.textValue());
        if (endpoint.isEmpty()) {
            noAddress(
                    path,
                    value.textValue(),
                    "\"" + value.textValue() + "\" is not like host:port, such as 0.0.0.0:8080");
            return endpoint;
        }
        taken.forEach((other, its) -> {
            if (collide(its, endpoint.get())) {
                problem(path, "port " + its.port() + " is taken by " + other + " on line " + plan.line(other));
            }
        });
        taken.put(path, endpoint.get());
        return endpoint;
    }

    private static boolean collide(ListenAddress one, ListenAddress other) {
        return one.port() == other.port()
                && one.port() != 0
                && (one.host().equals(other.host())
                        || ANY_HOST.contains(one.host())
                        || ANY_HOST.contains(other.host()));
    }

    private void checkCutover(JsonNode cutover) {
        Optional<Duration> hold = duration(cutover.path("hold").path("max"));
        Optional<Duration> lease = duration(cutover.path("lease"));
        if (hold.isPresent() && hold.get().isZero()) {
            problem("cutover.hold.max", "a hold must last longer than 0");
        }
        new ObservingChecks(plan, problems).check(cutover);
        checkStrays(cutover.path("hold"), hold.orElse(Plan.Cutover.HOLD_MAX));
        if (duration(cutover.path("lag")).equals(Optional.of(Duration.ZERO))) {
            problem("cutover.lag", "no stream is ever without lag; allow more than 0");
        }
        if (lease.isPresent() && lease.get().compareTo(hold.orElse(Plan.Cutover.HOLD_MAX)) <= 0) {
            problem("cutover.lease", "the fence would open while writes are still held; make it longer than hold.max");
        }
    }

    private void checkStrays(JsonNode hold, Duration max) {
        Optional<Duration> after = duration(hold.path("close_after"));
        if (after.isPresent() && !hold.path("strays").asText().equals("close")) {
            problem(
                    "cutover.hold.close_after",
                    "writes in flight are waited for; add strays: close, or leave this out");
        } else if (after.isPresent() && after.get().isZero()) {
            problem("cutover.hold.close_after", "no write would have time to end; allow more than 0");
        } else if (after.isPresent() && after.get().compareTo(max.dividedBy(Plan.Cutover.HOLD_PARTS)) >= 0) {
            problem("cutover.hold.close_after", "the move is given up after half of hold.max; close them before that");
        }
    }

    private static Optional<Duration> duration(JsonNode value) {
        return PlanText.duration(value.asText());
    }

    private void noAddress(String path, String text, String sentence) {
        problem(
                path,
                PlanText.portBeyond(text)
                        .map(port -> "port " + port + " is beyond 65535, and there is none above that")
                        .orElse(sentence));
    }

    private void problem(String path, String sentence) {
        problems.add(plan.error(path, sentence));
    }
}
