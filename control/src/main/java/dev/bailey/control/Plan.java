package dev.bailey.control;

import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.core.Slices;
import dev.bailey.core.TableId;
import dev.bailey.core.Tenancy;
import dev.bailey.core.TenantPath;
import dev.bailey.replication.ReplicationSettings;
import dev.bailey.router.Front;
import dev.bailey.router.HoldLimits;
import dev.bailey.router.ListenAddress;
import dev.bailey.router.RouterSettings;
import dev.bailey.router.Telemetry;
import dev.bailey.router.TenantRule;
import dev.bailey.router.Timeouts;
import dev.bailey.router.TrafficLimits;
import dev.bailey.router.Upstream;
import dev.bailey.router.WriteRules;
import dev.bailey.telling.Recipients;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What moves from where to where, and how carefully: a migration before it runs. Immutable; secrets are filled in, so
 * it is never printed whole.
 *
 * @param migration names the migration, its folder and its streams
 * @param sourceLabel what people call the old environment
 * @param targetLabel what people call the new environment
 * @param stores by name, in the order of the plan
 * @param services by name, in the order of the plan
 * @param slices in the order in which they move
 * @param control where API and dashboard listen
 * @param accepted checks that may find what they find, each with the reason
 * @param procedure what is asked of people, and of the world around the data
 * @param recipients who is told what happens
 * @param compareEvery from the end of one comparison of everything to the next one's beginning; or
 *     {@link #COMPARE_NEVER}
 */
public record Plan(
        String migration,
        String sourceLabel,
        String targetLabel,
        Map<String, Store> stores,
        Map<String, Service> services,
        Slices slices,
        Cutover cutover,
        ListenAddress control,
        Map<String, String> accepted,
        Procedure procedure,
        Recipients recipients,
        Duration compareEvery) {

    /** Where the plan says nothing of it. */
    public static final Duration COMPARE_EVERY = Duration.ofHours(1);

    /** Only what is unknown or touched is compared again. */
    public static final Duration COMPARE_NEVER = Duration.ZERO;

    /** The slice of all who are in no other, where the plan gives it no name. */
    public static final String EVERYONE = "everyone";

    /** With "_forward" and an underscore between, a stream's name stays within the 50 characters of a connector. */
    public static final int NAMES_MAX = 41;

    /** What the name of a migration or store looks like. */
    public static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    public Plan {
        require(NAME.matcher(migration).matches(), "a migration's name is like \"shop-2026\": " + migration);
        require(!stores.isEmpty(), "migration " + migration + " has no store");
        stores = Collections.unmodifiableMap(new LinkedHashMap<>(stores));
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
        accepted = Map.copyOf(accepted);
        for (String store : stores.keySet()) {
            require(NAME.matcher(store).matches(), "a store's name is like \"orders\": " + store);
            require(
                    migration.length() + store.length() <= NAMES_MAX,
                    "the names " + migration + " and " + store + " are longer than " + NAMES_MAX + " together");
        }
    }

    /** The name that both streams of a store begin with. */
    String streams(String store) {
        return (migration + "_" + store).replace('-', '_');
    }

    /** The same plan with API and dashboard on another port. */
    public Plan listeningOn(int port) {
        return new Plan(
                migration,
                sourceLabel,
                targetLabel,
                stores,
                services,
                slices,
                cutover,
                new ListenAddress(control.host(), port),
                accepted,
                procedure,
                recipients,
                compareEvery);
    }

    /** The same plan without what only people or the clock can give, for another environment. */
    public Plan rehearsing() {
        return new Plan(
                rehearsedName(),
                sourceLabel,
                targetLabel,
                stores,
                services,
                slices,
                cutover.unobserved(),
                control,
                accepted,
                procedure.rehearsing(),
                recipients,
                compareEvery);
    }

    /** Another name, for streams are known to whole servers, and the real one may run there too. */
    private String rehearsedName() {
        int longest = stores.keySet().stream().mapToInt(String::length).max().orElse(0);
        String name = "r-" + migration;
        return name.substring(0, Math.min(name.length(), NAMES_MAX - longest));
    }

    public String label(Side side) {
        return side == Side.SOURCE ? sourceLabel : targetLabel;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /**
     * One database that exists on both sides.
     *
     * @param source URL with user and password
     * @param target URL with user and password
     * @param include patterns of {@code schema.table}
     * @param exclude patterns of {@code schema.table}, stronger than {@code include}
     * @param tenant where rows say whose they are
     */
    public record Store(
            String engine,
            String source,
            String target,
            List<String> include,
            List<String> exclude,
            Optional<TenantColumn> tenant,
            OnConflict conflicts,
            Copy copy) {

        public Store {
            include = List.copyOf(include);
            exclude = List.copyOf(exclude);
            require(!include.isEmpty(), "a store includes at least one pattern of tables");
            require(!source.equals(target), "a store's source and target are the same");
        }

        public String url(Side side) {
            return side == Side.SOURCE ? source : target;
        }

        /** Whose its rows are; empty where nobody has to tell them apart. */
        Optional<Tenancy> tenancy(Slices slices) {
            return tenant.filter(named -> slices.size() > 1)
                    .map(named -> new Tenancy(slices, named.column(), named.columns(), named.paths()));
        }

        /** @param queues the folder for changes that wait for a copy */
        ReplicationSettings replication(Path queues) {
            ReplicationSettings usual = ReplicationSettings.defaults();
            return new ReplicationSettings(
                    new ReplicationSettings.CopyLimits(copy.connections(), copy.bytesPerSecond()),
                    usual.batch(),
                    usual.queue().in(queues),
                    usual.beat(),
                    /* healsConflicts= */ conflicts == OnConflict.HEAL);
        }

        /** Leaves out the URLs, which hold passwords. */
        @Override
        public String toString() {
            return "Store[" + engine + ", include=" + include + ", exclude=" + exclude + "]";
        }
    }

    /**
     * Where rows say whose they are.
     *
     * @param column of every table that has one of this name
     * @param columns of tables in which it is called otherwise, by {@code schema.table}
     * @param paths of tables whose rows are of the tenant of another row
     */
    public record TenantColumn(String column, Map<String, String> columns, Map<TableId, TenantPath> paths) {
        public TenantColumn {
            columns = Map.copyOf(columns);
            paths = Map.copyOf(paths);
        }
    }

    /** What happens when a change does not fit a row of the side that does not own the data. */
    public enum OnConflict {
        /** The stream stops there until a person has looked. */
        HALT,
        /** The side that owns the data wins; every time is kept. */
        HEAL
    }

    /**
     * How a store is copied.
     *
     * @param connections how many parts are copied at once
     * @param bytesPerSecond at most, over all of them
     * @param sourceP99 of the requests that the source answers: the copy slows down above it
     * @param sourceConnectionsPercent of the source's connections: the copy slows down when so many are in use
     */
    public record Copy(
            int connections, long bytesPerSecond, Optional<Duration> sourceP99, OptionalInt sourceConnectionsPercent) {

        /** As fast as it goes. */
        public static final long UNLIMITED = Long.MAX_VALUE;

        public static final int CONNECTIONS = 4;

        /** As it is where the plan says nothing. */
        public static final Copy DEFAULT = new Copy(CONNECTIONS, UNLIMITED, Optional.empty(), OptionalInt.empty());

        public Copy {
            require(connections > 0, "a copy takes at least one connection");
            require(bytesPerSecond > 0, "a copy passes at least one byte per second");
            require(
                    sourceP99.isEmpty() || sourceP99.get().compareTo(Duration.ZERO) > 0,
                    "no request is answered in no time");
        }
    }

    /** How answers are compared, by service; of those alone that have a shadow. */
    Map<String, AnswerPlan> answers() {
        Map<String, AnswerPlan> answers = new LinkedHashMap<>();
        services.forEach((name, service) -> service.shadow().ifPresent(shadow -> answers.put(name, shadow.answers())));
        return answers;
    }

    /**
     * One HTTP application that exists on both sides.
     *
     * @param health path that answers 2xx when the application is well
     * @param tenant where a request says whose it is; empty where all are everyone's
     * @param shadow which requests go to the other side as well; empty where none do
     */
    public record Service(
            Front front,
            Upstream source,
            Upstream target,
            String health,
            Optional<TenantRule> tenant,
            WriteRules writes,
            TrafficLimits limits,
            Timeouts timeouts,
            Telemetry telemetry,
            Optional<ShadowPlan> shadow) {

        public static final String HEALTH = "/health";

        public Service {
            require(!source.uri().equals(target.uri()), "a service's source and target are the same: " + source.uri());
            require(health.startsWith("/"), "a health path begins with a slash: " + health);
        }

        public Upstream upstream(Side side) {
            return side == Side.SOURCE ? source : target;
        }

        public URI url(Side side) {
            return upstream(side).uri();
        }

        /** What the router in front of it is told at its start. */
        public RouterSettings router(
                String name, Slices slices, List<Route> initial, Path routesFile, HoldLimits hold) {
            RouterSettings settings = RouterSettings.of(name, source.uri(), target.uri(), routesFile)
                    .with(front)
                    .with(source, target)
                    .with(slices, tenant, initial)
                    .with(writes)
                    .with(hold)
                    .with(limits)
                    .with(timeouts)
                    .with(telemetry);
            return shadow.map(asked -> settings.with(asked.settings())).orElse(settings);
        }
    }

    /**
     * How a slice changes sides.
     *
     * @param holdMax longest time for which routers park writes
     * @param hold how much a router parks, and what it does with writes that do not end
     * @param lag largest lag at which a cutover may begin
     * @param lease after which a fenced source takes writes again if Bailey has died
     * @param observing what is looked at afterwards
     */
    public record Cutover(Duration holdMax, HoldLimits hold, Duration lag, Duration lease, Observing observing) {

        public static final Duration HOLD_MAX = Duration.ofSeconds(5);
        public static final Duration LAG = Duration.ofSeconds(1);

        /**
         * A move that has no hold by this part of its longest time is given up, before routers end the hold themselves.
         */
        public static final int HOLD_PARTS = 2;

        /** By how much a lease outlasts the hold where the plan does not say. */
        public static final Duration LEASE_MARGIN = Duration.ofSeconds(5);

        /** As it is where the plan says nothing. */
        public static final Cutover DEFAULT =
                new Cutover(HOLD_MAX, HoldLimits.DEFAULT, LAG, HOLD_MAX.plus(LEASE_MARGIN));

        /** With nothing looked at afterwards. */
        public Cutover(Duration holdMax, HoldLimits hold, Duration lag, Duration lease) {
            this(holdMax, hold, lag, lease, Observing.NOTHING);
        }

        /** A rehearsal moves back by itself, and has no users whose requests could tell anything. */
        Cutover unobserved() {
            return new Cutover(holdMax, hold, lag, lease);
        }

        public Cutover {
            require(holdMax.compareTo(Duration.ZERO) > 0, "a hold lasts longer than nothing: " + holdMax);
            require(lag.compareTo(Duration.ZERO) > 0, "a lag budget is more than nothing: " + lag);
            require(lease.compareTo(holdMax) > 0, "the lease, " + lease + ", must be longer than the hold, " + holdMax);
        }
    }
}
