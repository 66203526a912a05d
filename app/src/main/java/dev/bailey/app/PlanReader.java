package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.control.Fingerprint;
import dev.bailey.control.Plan;
import dev.bailey.control.Throttling;
import dev.bailey.router.CertificateFiles;
import dev.bailey.router.Front;
import dev.bailey.router.FrontTls;
import dev.bailey.router.HoldLimits;
import dev.bailey.router.Hops;
import dev.bailey.router.Limit;
import dev.bailey.router.ListenAddress;
import dev.bailey.router.ProxyProtocol;
import dev.bailey.router.Timeout;
import dev.bailey.router.Timeouts;
import dev.bailey.router.TrafficLimits;
import dev.bailey.router.Upstream;
import dev.bailey.router.WriteRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Turns a document that was checked and found right into a plan. */
final class PlanReader {

    /** Half of the time after which a move without a hold is given up. */
    private static final int CLOSE_AFTER_PARTS = 2 * Plan.Cutover.HOLD_PARTS;

    private PlanReader() {}

    /** @param text of the plan as it was written, by which it is known again */
    static Plan plan(JsonNode root, Fingerprint text) {
        Map<String, Plan.Store> stores = new LinkedHashMap<>();
        root.path("stores").properties().forEach(store -> stores.put(store.getKey(), store(store.getValue())));
        Map<String, Plan.Service> services = new LinkedHashMap<>();
        root.path("services")
                .properties()
                .forEach(service -> services.put(service.getKey(), service(service.getValue())));
        return new Plan(
                root.path("migration").textValue(),
                root.path("source").path("label").asText("source"),
                root.path("target").path("label").asText("target"),
                stores,
                services,
                SliceReader.slices(root.path("slices")),
                cutover(root.path("cutover"), root.path("stores")),
                root.path("control").has("listen")
                        ? endpoint(root.path("control").path("listen"))
                        : ListenAddress.LOOPBACK,
                accepted(root.path("accepted")),
                ProcedureReader.procedure(root, text),
                NotifyReader.recipients(root.path("notify")),
                compareEvery(root.path("compare")));
    }

    private static Duration compareEvery(JsonNode compare) {
        String every = compare.path("every").asText();
        return every.equals("off")
                ? Plan.COMPARE_NEVER
                : PlanText.duration(every).orElse(Plan.COMPARE_EVERY);
    }

    private static Map<String, String> accepted(JsonNode accepted) {
        Map<String, String> reasons = new HashMap<>();
        accepted.properties()
                .forEach(check -> reasons.put(check.getKey(), check.getValue().textValue()));
        return reasons;
    }

    private static Plan.Store store(JsonNode store) {
        JsonNode tables = store.path("tables");
        String engine = store.path("engine").textValue();
        return new Plan.Store(
                engine,
                store.path("source").textValue(),
                store.path("target").textValue(),
                tables.has("include")
                        ? texts(tables.path("include"))
                        : Objects.requireNonNull(LiveMigration.connectors().get(engine))
                                .usualTables(),
                texts(tables.path("exclude")),
                SliceReader.column(store.path("tenant")),
                store.path("conflicts").asText().equals("heal") ? Plan.OnConflict.HEAL : Plan.OnConflict.HALT,
                copy(store.path("copy")));
    }

    private static Plan.Copy copy(JsonNode copy) {
        JsonNode when = copy.path("slow_down_when");
        return new Plan.Copy(
                copy.path("connections").asInt(Plan.Copy.CONNECTIONS),
                Throttling.bytes(copy.path("bytes_per_second").asText()).orElse(Plan.Copy.UNLIMITED),
                duration(when.path("source_p99")),
                PlanText.percent(when.path("source_connections").asText()));
    }

    static Plan.Service service(JsonNode service) {
        return new Plan.Service(
                front(service),
                upstream(service, "source"),
                upstream(service, "target"),
                service.path("health").asText(Plan.Service.HEALTH),
                SliceReader.rule(service.path("tenant")),
                new WriteRules(texts(service.path("reads")), texts(service.path("writes"))),
                limits(service.path("limits")),
                timeouts(service.path("timeouts")),
                TelemetryReader.telemetry(service),
                ShadowReader.shadow(service.path("shadow")));
    }

    private static TrafficLimits limits(JsonNode limits) {
        TrafficLimits read = TrafficLimits.DEFAULT;
        for (Limit which : Limit.values()) {
            JsonNode value = limits.path(which.key());
            OptionalLong amount =
                    value.isIntegralNumber() ? OptionalLong.of(value.longValue()) : PlanText.bytes(value.asText());
            read = amount.isPresent() ? read.with(which, amount.getAsLong()) : read;
        }
        return read;
    }

    private static Timeouts timeouts(JsonNode timeouts) {
        Timeouts read = Timeouts.DEFAULT;
        for (Timeout which : Timeout.values()) {
            Optional<Duration> value = duration(timeouts.path(which.key()));
            read = value.isPresent() ? read.with(which, value.get()) : read;
        }
        return read;
    }

    private static Front front(JsonNode service) {
        Front front =
                Front.LOOPBACK.listeningOn(endpoint(service.path("listen"))).behind(hops(service));
        return service.has("tls") ? front.with(tls(service.path("tls"))) : front;
    }

    private static Hops hops(JsonNode service) {
        return new Hops(
                texts(service.path("trusted")),
                service.path("forwarded").asBoolean(),
                service.path("proxy_protocol").asBoolean());
    }

    private static FrontTls tls(JsonNode tls) {
        List<CertificateFiles> certificates = new ArrayList<>();
        tls.path("certificates")
                .forEach(pair -> certificates.add(new CertificateFiles(
                        Path.of(pair.path("certificate").textValue()),
                        Path.of(pair.path("key").textValue()))));
        boolean modern = tls.path("minimum").asText().equals(FrontTls.Version.TLS_1_3.label());
        return new FrontTls(certificates, modern ? FrontTls.Version.TLS_1_3 : FrontTls.Version.TLS_1_2);
    }

    private static Upstream upstream(JsonNode service, String which) {
        JsonNode side = service.path(which);
        JsonNode url = side.isTextual() ? side : side.path("url");
        Upstream.Protocol protocol =
                side.path("protocol").asText().equals("h2") ? Upstream.Protocol.H2 : Upstream.Protocol.HTTP_1_1;
        Upstream upstream =
                Upstream.of(PlanText.application(url.textValue()).orElseThrow()).speaking(protocol);
        if (service.has("ca") && upstream.uri().getScheme().equals("https")) {
            return upstream.trusting(Path.of(service.path("ca").textValue()));
        }
        return switch (side.path("proxy_protocol").asText()) {
            case "v1" -> upstream.naming(ProxyProtocol.V1);
            case "v2" -> upstream.naming(ProxyProtocol.V2);
            default -> upstream;
        };
    }

    static Plan.Cutover cutover(JsonNode cutover, JsonNode stores) {
        Duration holdMax = duration(cutover.path("hold").path("max")).orElse(Plan.Cutover.HOLD_MAX);
        return new Plan.Cutover(
                holdMax,
                hold(cutover.path("hold"), holdMax),
                duration(cutover.path("lag")).orElse(Plan.Cutover.LAG),
                duration(cutover.path("lease")).orElse(holdMax.plus(Plan.Cutover.LEASE_MARGIN)),
                ObservingReader.observing(cutover, ObservingReader.onlyStore(stores)));
    }

    private static HoldLimits hold(JsonNode hold, Duration max) {
        HoldLimits limits = HoldLimits.DEFAULT.parking(
                hold.path("requests").asInt(HoldLimits.DEFAULT.requestsMax()),
                Throttling.bytes(hold.path("bytes").asText()).orElse(HoldLimits.DEFAULT.bytesMax()));
        return hold.path("strays").asText().equals("close")
                ? limits.closingStraysAfter(duration(hold.path("close_after")).orElse(max.dividedBy(CLOSE_AFTER_PARTS)))
                : limits;
    }

    private static ListenAddress endpoint(JsonNode listen) {
        return PlanText.endpoint(listen.textValue()).orElseThrow();
    }

    private static Optional<Duration> duration(JsonNode value) {
        return PlanText.duration(value.asText());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.textValue()));
        return texts;
    }
}
