package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailey.control.Plan;
import dev.bailey.core.Slice;
import dev.bailey.core.Slices;
import dev.bailey.core.TableId;
import dev.bailey.core.TenantPath;
import dev.bailey.router.TenantRule;
import dev.bailey.router.TokenKeys;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Turns what a plan says about its slices, and where rows and requests name their tenant, into these. */
final class SliceReader {

    private static final int DECIMALS_MAX = 2;

    private SliceReader() {}

    /** @param slices in which no file stands for tenants any more */
    static Slices slices(JsonNode slices) {
        if (slices.isEmpty()) {
            return Slices.everyone(Plan.EVERYONE);
        }
        List<Slice> all = new ArrayList<>();
        slices.forEach(slice -> all.add(slice(slice)));
        return new Slices(all);
    }

    private static Slice slice(JsonNode slice) {
        Slice plain = plain(slice);
        return canaryLag(slice).map(plain::acceptingReads).orElse(plain);
    }

    /** How old what its tenants read may be; empty where the plan has no canary of its reads. */
    static Optional<Duration> canaryLag(JsonNode slice) {
        return PlanText.duration(slice.path("read_canary").path("lag_max").asText());
    }

    private static Slice plain(JsonNode slice) {
        String name = slice.path("name").textValue();
        if (slice.has("tenants")) {
            Set<String> tenants = new HashSet<>();
            slice.path("tenants").forEach(tenant -> tenants.add(tenant.asText()));
            return slice.path("validation").asBoolean() ? Slice.validating(name, tenants) : Slice.of(name, tenants);
        }
        return Slice.of(name, share(slice.path("percent")).orElse(Slice.EVERYONE));
    }

    /** In hundredths of a percent; empty for what is no part of all with at most two decimals. */
    static OptionalInt share(JsonNode percent) {
        if (!percent.isNumber()) {
            return OptionalInt.empty();
        }
        BigDecimal hundredths = percent.decimalValue().movePointRight(DECIMALS_MAX);
        boolean whole = hundredths.stripTrailingZeros().scale() <= 0;
        boolean part = hundredths.signum() > 0 && hundredths.compareTo(BigDecimal.valueOf(Slice.EVERYONE)) < 0;
        return whole && part ? OptionalInt.of(hundredths.intValueExact()) : OptionalInt.empty();
    }

    /** @param tenant empty, too, where all is everyone's */
    static Optional<Plan.TenantColumn> column(JsonNode tenant) {
        if (!tenant.has("column")) {
            return Optional.empty();
        }
        Map<String, String> columns = new HashMap<>();
        tenant.path("columns")
                .properties()
                .forEach(table -> columns.put(table.getKey(), table.getValue().textValue()));
        Map<TableId, TenantPath> paths = new HashMap<>();
        tenant.path("paths").properties().forEach(path -> paths.put(table(path.getKey()), path(path.getValue())));
        return Optional.of(new Plan.TenantColumn(tenant.path("column").textValue(), columns, paths));
    }

    /** @param written as schema.table */
    static TableId table(String written) {
        int dot = written.indexOf('.');
        return new TableId(written.substring(0, dot), written.substring(dot + 1));
    }

    /** @param written of each column what it refers to, as schema.table.column of one table */
    private static TenantPath path(JsonNode written) {
        List<String> columns = new ArrayList<>();
        List<String> key = new ArrayList<>();
        String parent = "";
        for (Map.Entry<String, JsonNode> each : written.properties()) {
            String refers = each.getValue().textValue();
            columns.add(each.getKey());
            key.add(refers.substring(refers.lastIndexOf('.') + 1));
            parent = parent(refers);
        }
        return new TenantPath(columns, table(parent), key);
    }

    /** @param refers as schema.table.column */
    static String parent(String refers) {
        return refers.substring(0, refers.lastIndexOf('.'));
    }

    /** @param tenant empty, too, where all is everyone's */
    static Optional<TenantRule> rule(JsonNode tenant) {
        TenantRule.Missing missing = tenant.path("missing").asText().equals("refuse")
                ? TenantRule.Missing.REFUSE
                : TenantRule.Missing.EVERYONE;
        for (TenantRule.Place place : TenantRule.Place.values()) {
            JsonNode name = tenant.path(key(place));
            if (name.isTextual()) {
                return Optional.of(new TenantRule(
                        place,
                        name.textValue(),
                        missing,
                        keys(tenant.path("jwks_file")),
                        door(tenant.path("validation"))));
            }
        }
        return Optional.empty();
    }

    private static Optional<TokenKeys> keys(JsonNode file) {
        return file.isTextual() ? Optional.of(TokenKeys.read(Path.of(file.textValue()))) : Optional.empty();
    }

    private static Optional<TenantRule.Door> door(JsonNode validation) {
        boolean isHost = validation.has("host");
        return validation.isEmpty()
                ? Optional.empty()
                : Optional.of(new TenantRule.Door(
                        isHost, validation.path(isHost ? "host" : "header").textValue()));
    }

    /** As a plan writes it. */
    static String key(TenantRule.Place place) {
        return place.name().toLowerCase(Locale.ROOT);
    }
}
