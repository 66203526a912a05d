package dev.bailey.control;

import dev.bailey.core.Connector;
import dev.bailey.core.Database;
import dev.bailey.core.Guard;
import dev.bailey.core.Milestones;
import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import dev.bailey.core.Slices;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.replication.Replication;
import dev.bailey.router.HoldLimits;
import dev.bailey.router.ReadCanary;
import dev.bailey.router.Router;
import dev.bailey.runbook.Journal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.LoggerFactory;

/**
 * Opens what a migration stands on: journal, routers, databases, in this order, for users may depend on the routers
 * while a database is away. What was opened is closed again when the rest fails. Confined to one thread.
 */
final class Opening {

    /** How long a comparison or a drill waits for the other side. */
    private static final Duration CATCH_UP_LIMIT = Duration.ofSeconds(10);

    private final Plan plan;
    private final StateFolder folder;
    private final InstantSource clock;
    private final Milestones milestones;
    private final Opened opened = new Opened();

    Opening(Plan plan, StateFolder folder, InstantSource clock, Milestones milestones) {
        this.plan = plan;
        this.folder = folder;
        this.clock = clock;
        this.milestones = milestones;
    }

    Journal journal() {
        folder.make();
        return opened.keep(Journal.open(folder.journal(), clock, milestones));
    }

    /**
     * They serve from here on, by the journal's last word. Where a move was left open, both sides may be shut: writes
     * of that slice wait until it is settled, or as long as a hold may take.
     */
    Map<String, Router> routers(Ledgers ledgers) {
        Map<String, Router> routers = new LinkedHashMap<>();
        HoldLimits hold = plan.cutover().hold();
        // One for all: a tenant may write through one of them and read through another.
        Optional<ReadCanary> canary = ReadCanary.of(plan.slices());
        plan.services()
                .forEach((name, service) -> routers.put(
                        name,
                        opened.keep(Router.start(
                                service.router(name, plan.slices(), ledgers.routes(), folder.routes(name), hold),
                                canary))));
        ledgers.open().ifPresent(intent -> hold(routers.values(), intent));
        return routers;
    }

    private void hold(Collection<Router> routers, Intent intent) {
        Route held = Route.to(intent.from(), intent.slice(), intent.epoch()).hold(intent.epoch());
        routers.forEach(router -> {
            var unused = router.hold(held, plan.cutover().holdMax()); // settling asks again before it does anything
        });
    }

    /**
     * @param patience with databases that are not there
     * @param guarded whether every table was guarded on both sides once
     */
    List<MovingStore> stores(Map<String, Connector> connectors, Patience patience, boolean guarded, Verdicts verdicts)
            throws InterruptedException {
        List<MovingStore> stores = new ArrayList<>();
        for (Map.Entry<String, Plan.Store> store : plan.stores().entrySet()) {
            stores.add(opened.keep(
                    patience.until(() -> open(store.getKey(), store.getValue(), connectors, guarded, verdicts))));
        }
        return stores;
    }

    void undo() {
        opened.close();
    }

    private MovingStore open(
            String name, Plan.Store store, Map<String, Connector> connectors, boolean guarded, Verdicts verdicts) {
        String streams = plan.streams(name);
        Connector connector = connectors.get(store.engine());
        if (connector == null) {
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "store " + name + ": no connector for engine " + store.engine() + "; there is one for "
                            + connectors.keySet());
        }
        Opened parts = new Opened();
        try {
            Database source = parts.keep(connector.open(store.source()));
            Database target = parts.keep(connector.open(store.target()));
            List<Table> tables = source.catalog().tables(store.include(), store.exclude());
            if (tables.isEmpty()) {
                throw new Problem(
                        Problem.Kind.UNFIT,
                        "store " + name + ": no table of " + source.label() + " matches " + store.include()
                                + (store.exclude().isEmpty() ? "" : " without " + store.exclude()));
            }
            tables = guarded ? taken(tables, source, target, store) : tables;
            Roster roster = new Roster(store.include(), store.exclude(), source, target, tables);
            Replication replication = new Replication(
                    streams, source, target, tables, store.replication(folder.queues(name)), clock, milestones);
            replication.keepTouched(folder.touched(name));
            return new MovingStore(
                    name,
                    streams,
                    source,
                    target,
                    plan.slices(),
                    store.tenancy(plan.slices()),
                    roster,
                    replication,
                    verdicts,
                    ProofFile.open(folder.proven(name)),
                    clock,
                    milestones,
                    CATCH_UP_LIMIT);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private static Guard guard(Database database, Plan.Store store, Slices slices) {
        return MovingStore.guard(database, store.tenancy(slices), slices.last());
    }

    /**
     * Those guarded on both sides, once all were, or on one where a guard waits for a move: what is new since is taken
     * in with care.
     */
    private List<Table> taken(List<Table> tables, Database source, Database target, Plan.Store store) {
        Set<TableId> guarded = guarded(source, store);
        if (guard(source, store, plan.slices()).disturbsWriters()) {
            guarded.addAll(guarded(target, store));
        } else {
            guarded.retainAll(guarded(target, store));
        }
        return guarded.isEmpty()
                ? tables
                : tables.stream().filter(table -> guarded.contains(table.id())).toList();
    }

    /** By the plan, or by the members that its slices had before: the guards are not made anew yet. */
    private Set<TableId> guarded(Database database, Plan.Store store) {
        Set<TableId> guarded =
                new TreeSet<>(guard(database, store, plan.slices()).tables());
        new MembersFile(folder.members())
                .kept()
                .ifPresent(
                        before -> guarded.addAll(guard(database, store, before).tables()));
        return guarded;
    }

    /** What was opened so far, closed again in reverse order when the rest fails. */
    private static final class Opened {
        private final List<AutoCloseable> parts = new ArrayList<>();

        <T extends AutoCloseable> T keep(T part) {
            parts.add(part);
            return part;
        }

        void close() {
            for (int i = parts.size() - 1; i >= 0; i--) {
                try {
                    parts.get(i).close();
                } catch (Exception e) {
                    LoggerFactory.getLogger(Opening.class).warn("closing {}", parts.get(i), e);
                }
            }
        }
    }
}
