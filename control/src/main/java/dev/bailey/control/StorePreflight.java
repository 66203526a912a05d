package dev.bailey.control;

import dev.bailey.core.Catalog;
import dev.bailey.core.Connector;
import dev.bailey.core.Database;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Tenancy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Looks at both databases of a store before anything is begun. Confined to one thread. */
final class StorePreflight {

    /** More than these nobody reads in one go. */
    private static final int NAMES_SHOWN = 5;

    private final String name;
    private final Plan.Store store;
    private final String streams;
    private final Optional<Tenancy> tenancy;
    private final Preflight.Gathered gathered;
    private final InstantSource clock;
    private Optional<Look> tables = Optional.empty();

    StorePreflight(
            String name,
            Plan.Store store,
            String streams,
            Optional<Tenancy> tenancy,
            Preflight.Gathered gathered,
            InstantSource clock) {
        this.name = name;
        this.store = store;
        this.streams = streams;
        this.tenancy = tenancy;
        this.gathered = gathered;
        this.clock = clock;
    }

    /** Empty where a side cannot be reached, or there is nothing to move. */
    Optional<Preflight.Extent> look(Map<String, Connector> connectors) {
        Connector connector = connectors.get(store.engine());
        if (connector == null) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "store " + name + ": no connector for engine " + store.engine() + "; there is one for "
                            + connectors.keySet());
        }
        Map<Side, Database> databases = new EnumMap<>(Side.class);
        try {
            for (Side side : Side.values()) {
                open(connector, side).ifPresent(database -> databases.put(side, database));
            }
            Database source = databases.get(Side.SOURCE);
            Database target = databases.get(Side.TARGET);
            return source == null || target == null ? Optional.empty() : look(source, target);
        } finally {
            databases.values().forEach(Database::close);
        }
    }

    /** As both sides have them; empty where they could not be looked at. */
    Optional<Look> tables() {
        return tables;
    }

    private Optional<Database> open(Connector connector, Side side) {
        try {
            return Optional.of(connector.open(store.url(side)));
        } catch (Problem problem) {
            add(side, ControlCheck.DATABASE, "", String.valueOf(problem.getMessage()), "");
            return Optional.empty();
        }
    }

    private Optional<Preflight.Extent> look(Database source, Database target) {
        List<Table> tables = source.catalog().tables(store.include(), store.exclude());
        if (tables.isEmpty()) {
            add(
                    Side.SOURCE,
                    ControlCheck.NO_TABLES,
                    "",
                    "no table matches " + store.include()
                            + (store.exclude().isEmpty() ? "" : " without " + store.exclude()),
                    "name tables that are there (tables.include)");
            return Optional.empty();
        }
        clock(Side.SOURCE, source.catalog());
        clock(Side.TARGET, target.catalog());
        for (Side side : Side.values()) {
            Database database = side == Side.SOURCE ? source : target;
            Catalog here = database.catalog();
            Catalog there = (side == Side.SOURCE ? target : source).catalog();
            MovingStore.obstacles(database, side, tables, there, tenancy)
                    .forEach(finding -> gathered.add(part(), side, finding));
            here.advice(side, tables, there).forEach(finding -> gathered.add(part(), side, finding));
        }
        TenantPaths.findings(source.catalog(), Side.SOURCE, tables, tenancy)
                .forEach(finding -> gathered.add(part(), Side.SOURCE, finding));
        compare(source, target, tables);
        Map<TableId, Catalog.Size> sizes = source.catalog().sizes(tables);
        return Optional.of(new Preflight.Extent(
                name,
                tables.size(),
                sizes.values().stream().mapToLong(Catalog.Size::rows).sum(),
                sizes.values().stream().mapToLong(Catalog.Size::bytes).sum(),
                pace(source.catalog(), tables, sizes)));
    }

    private void clock(Side side, Catalog catalog) {
        Instant asked = clock.instant();
        Instant there = catalog.now();
        ClockSkew.finding(asked, there, Duration.ZERO, clock.instant())
                .ifPresent(finding -> gathered.add(part(), side, finding));
    }

    /** Of the largest table, which takes the longest. */
    private static Optional<Catalog.Pace> pace(Catalog source, List<Table> tables, Map<TableId, Catalog.Size> sizes) {
        return tables.stream()
                .filter(table -> sizes.containsKey(table.id()))
                .max(Comparator.comparingLong(table -> size(sizes, table).bytes()))
                .flatMap(table -> source.pace(table, size(sizes, table)));
    }

    private static Catalog.Size size(Map<TableId, Catalog.Size> sizes, Table table) {
        return sizes.getOrDefault(table.id(), new Catalog.Size(0, 0));
    }

    private void compare(Database source, Database target, List<Table> tables) {
        Look look = new Look(
                Look.Half.of(source, store.include(), store.exclude()),
                Look.Half.of(target, store.include(), store.exclude()));
        this.tables = Optional.of(look);
        Set<TableId> missing = tables.stream().map(Table::id).collect(Collectors.toCollection(TreeSet::new));
        missing.removeAll(look.target().tables().keySet());
        boolean none = missing.size() == tables.size();
        if (none) {
            add(
                    Side.TARGET,
                    ControlCheck.TABLES_TO_MAKE,
                    "",
                    "none of the " + tables.size() + " tables is there yet",
                    "");
        } else if (!missing.isEmpty()) {
            add(
                    Side.TARGET,
                    ControlCheck.TABLES_MISSING,
                    "",
                    missing.size() + " of the " + tables.size() + " tables are not there: " + names(missing),
                    "create them, or begin with an empty database");
        }
        Alike alike = new Alike(look, Side.SOURCE, source);
        boolean ours = target.checkpoint(MovingStore.streamReading(Side.SOURCE, streams))
                .isPresent();
        if (!ours && !none) { // what Bailey makes there has its foreign keys when the rows are there
            TenantPaths.findings(
                            target.catalog(),
                            Side.TARGET,
                            List.copyOf(look.target().tables().values()),
                            tenancy)
                    .forEach(finding -> gathered.add(part(), Side.TARGET, finding));
        }
        for (TableId table : look.ids()) {
            if (missing.contains(table)) {
                continue;
            }
            alike.difference(table)
                    .ifPresent(difference ->
                            add(Side.TARGET, ControlCheck.TABLE_DIFFERS, table.toString(), difference, ""));
            Optional<Table> there = look.target().table(table);
            if (!ours && there.isPresent()) {
                requireEmpty(target, there.get());
            }
        }
    }

    private void requireEmpty(Database target, Table table) {
        try {
            if (target.catalog().hasRows(table)) {
                add(
                        Side.TARGET,
                        ControlCheck.TABLE_NOT_EMPTY,
                        table.toString(),
                        table + " holds rows that Bailey did not copy",
                        "empty it, or point the plan at another database");
            }
        } catch (Problem e) {
            add(Side.TARGET, ControlCheck.TABLE_UNREADABLE, table.toString(), String.valueOf(e.getMessage()), "");
        }
    }

    private static String names(Set<TableId> tables) {
        String first = tables.stream().limit(NAMES_SHOWN).map(TableId::toString).collect(Collectors.joining(", "));
        return tables.size() <= NAMES_SHOWN ? first : first + " and " + (tables.size() - NAMES_SHOWN) + " more";
    }

    private void add(Side side, ControlCheck check, String subject, String found, String remedy) {
        gathered.add(part(), side, check.finding(subject, found, remedy));
    }

    private String part() {
        return "store " + name;
    }
}
