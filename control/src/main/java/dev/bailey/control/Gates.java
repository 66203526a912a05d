package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Slice;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import dev.bailey.replication.LogKept;
import dev.bailey.replication.StreamStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** What must be true before a slice moves, each as a gate with the sentence that people are shown. Thread-safe. */
final class Gates {

    /** A round trip older than this proves nothing about now. */
    static final Duration DRILL_AGE_MAX = Duration.ofMinutes(2);

    private final List<MovingStore> stores;
    private final Routers routers;
    private final Ledgers ledgers;
    private final Ledger ledger;
    private final Verdicts verdicts;
    private final Drills drills;
    private final Health health;
    private final StandingChecks checks;
    private final Questions questions;
    private final Duration lagBudget;
    private final Duration writerBudget;
    private final BooleanSupplier prepared;
    private final List<Function<Side, List<NamedGate>>> further;
    private final InstantSource clock;

    /** @param further what else has a say, each with its gates of a move to a side */
    Gates(
            List<MovingStore> stores,
            Routers routers,
            Ledgers ledgers,
            Slice slice,
            Verdicts verdicts,
            Drills drills,
            Health health,
            StandingChecks checks,
            Questions questions,
            Duration lagBudget,
            Duration writerBudget,
            BooleanSupplier prepared,
            List<Function<Side, List<NamedGate>>> further,
            InstantSource clock) {
        this.stores = List.copyOf(stores);
        this.routers = routers;
        this.ledgers = ledgers;
        this.ledger = ledgers.of(slice);
        this.verdicts = verdicts;
        this.drills = drills;
        this.health = health;
        this.checks = checks;
        this.questions = questions;
        this.lagBudget = lagBudget;
        this.writerBudget = writerBudget;
        this.prepared = prepared;
        this.further = List.copyOf(further);
        this.clock = clock;
    }

    /** Every gate that a move to this side passes. Asks the databases, so not for an event loop. */
    List<NamedGate> towards(Side to) {
        List<NamedGate> gates = new ArrayList<>();
        gates.add(prepared());
        gates.add(owner(to));
        for (MovingStore store : stores) {
            gates.add(stream(store, to.opposite(), "stream"));
            gates.add(stream(store, to, "way back"));
            gates.add(log(store, to.opposite()));
            gates.add(log(store, to));
            gates.add(lag(store, to.opposite()));
            gates.add(writers(store, to.opposite()));
            gates.add(foreign(store, to));
            gates.add(conflicts(store));
            gates.add(tables(store));
            gates.add(checks(store, to));
        }
        gates.add(health(to));
        gates.add(verdict(to));
        gates.add(drill(to.opposite()));
        gates.add(drill(to));
        gates.add(routes(to));
        further.forEach(more -> gates.addAll(more.apply(to)));
        return gates;
    }

    /** Those of them that are closed. */
    List<NamedGate> closed(Side to) {
        return towards(to).stream().filter(named -> !named.gate().isOpen()).toList();
    }

    private NamedGate prepared() {
        return prepared.getAsBoolean()
                ? NamedGate.open("prepared")
                : NamedGate.closed("prepared", "the steps before the first cutover are not done");
    }

    private NamedGate owner(Side to) {
        if (ledgers.open().isPresent()) {
            return NamedGate.closed("owner", "a move is under way");
        }
        return ledger.route().writes() == to
                ? NamedGate.closed("owner", "the " + to.label() + " serves it already")
                : NamedGate.open("owner");
    }

    private static NamedGate stream(MovingStore store, Side reads, String what) {
        String name = what + " of " + store.name();
        Optional<Problem> failure = store.replication().stream(reads).failure();
        return failure.map(problem -> NamedGate.closed(name, String.valueOf(problem.getMessage())))
                .orElseGet(() -> NamedGate.open(name));
    }

    /** A side that is about to drop the stream is no side to move to or from. */
    private static NamedGate log(MovingStore store, Side reads) {
        String name = reads.label() + " log of " + store.name();
        return store.replication().stream(reads)
                .kept()
                .filter(LogKept::isNear)
                .flatMap(kept -> store.logKept(reads))
                .map(sentence -> NamedGate.closed(
                        name, sentence + "; give the log more room or time there, or find what holds the stream up"))
                .orElseGet(() -> NamedGate.open(name));
    }

    private NamedGate lag(MovingStore store, Side reads) {
        String name = "lag of " + store.name();
        StreamStatus status = store.replication().stream(reads);
        if (status.behind().isEmpty()) {
            return NamedGate.closed(name, "the lag from the " + reads.label() + " is not known yet");
        }
        Duration behind = status.behind().get();
        return behind.compareTo(lagBudget) > 0
                ? NamedGate.closed(
                        name,
                        "the " + reads.opposite().label() + " is " + behind.toMillis() + " ms behind, the budget is "
                                + lagBudget.toMillis() + " ms")
                : NamedGate.open(name);
    }

    private NamedGate writers(MovingStore store, Side from) {
        String name = "writers of " + store.name();
        try {
            long seconds = questions.ask(
                    store.name(),
                    from,
                    "its writers",
                    Long.class,
                    () -> store.database(from).catalog().oldestWriterSeconds());
            return seconds > writerBudget.toSeconds()
                    ? NamedGate.closed(
                            name,
                            "a transaction on the " + from.label() + " has been writing for " + seconds
                                    + " s, the pause may last " + writerBudget.toMillis() + " ms")
                    : NamedGate.open(name);
        } catch (Problem problem) {
            return NamedGate.closed(name, String.valueOf(problem.getMessage()));
        }
    }

    private static NamedGate foreign(MovingStore store, Side side) {
        String name = "foreign writes of " + store.name();
        long foreign = store.proof().foreign(side);
        Optional<TableId> last = store.replication().stream(side).lastForeign();
        return foreign > 0
                ? NamedGate.closed(
                        name,
                        foreign + " transactions on the " + side.label() + " were written by somebody else"
                                + last.map(table -> ", last in " + table).orElse("")
                                + "; find out who, then run bailey verify: they are forgotten once both sides are equal")
                : NamedGate.open(name);
    }

    /** A row that had to be healed says that somebody else writes on the side that does not own it. */
    private static NamedGate conflicts(MovingStore store) {
        String name = "conflicts of " + store.name();
        for (Side side : Side.values()) {
            OptionalLong healed = store.proof().healed(side);
            if (healed.isPresent()) {
                return NamedGate.closed(
                        name,
                        "conflicts were healed on the " + side.label() + ", the last is "
                                + new ConflictId(store.name(), side, healed.getAsLong())
                                + "; somebody else wrote there, see bailey conflicts; then run bailey verify: they are"
                                + " forgotten once both sides are equal");
            }
        }
        return NamedGate.open(name);
    }

    private NamedGate tables(MovingStore store) {
        String name = "tables of " + store.name();
        try {
            Look look = new Look(tables(store, Side.SOURCE), tables(store, Side.TARGET));
            return store.drift(look).map(drift -> NamedGate.closed(name, drift)).orElseGet(() -> NamedGate.open(name));
        } catch (Problem problem) {
            return NamedGate.closed(name, String.valueOf(problem.getMessage()));
        }
    }

    private Look.Half tables(MovingStore store, Side side) {
        return questions.ask(store.name(), side, "its tables", Look.Half.class, () -> store.look(side));
    }

    private NamedGate checks(MovingStore store, Side to) {
        String name = "checks of " + store.name();
        return checks.trouble(store, to)
                .map(trouble -> NamedGate.closed(name, trouble))
                .orElseGet(() -> NamedGate.open(name));
    }

    private NamedGate health(Side to) {
        return health.trouble(to)
                .map(trouble -> NamedGate.closed("health", trouble))
                .orElseGet(() -> NamedGate.open("health"));
    }

    /** Forward only on proof that both sides are equal; back unless it is known that they are not. */
    private NamedGate verdict(Side to) {
        Verdict overall = verdicts.overall(stores);
        if (overall instanceof Verdict.Different || (overall instanceof Verdict.Unknown && to == Side.TARGET)) {
            return NamedGate.closed("verdict", "the sides are " + overall.sentence());
        }
        Optional<String> uncertainty = stores.stream()
                .map(store -> store.comparison().uncertainty())
                .flatMap(Optional::stream)
                .findFirst();
        return uncertainty.isPresent() && to == Side.TARGET
                ? NamedGate.closed("verdict", uncertainty.get())
                : NamedGate.open("verdict");
    }

    private NamedGate drill(Side from) {
        String name = "drill from the " + from.label();
        return drills.last(from)
                .filter(drill -> Duration.between(drill.at(), clock.instant()).compareTo(DRILL_AGE_MAX) <= 0)
                .map(drill -> NamedGate.open(name))
                .orElseGet(() -> NamedGate.closed(
                        name,
                        "no mark has made the round trip from the " + from.label() + " in the last "
                                + DRILL_AGE_MAX.toSeconds() + " s"));
    }

    /** Forward only with every router in sight; back also past one that is silent, unless it lacks the route. */
    private NamedGate routes(Side to) {
        List<String> lacking = routers.lacking(ledger.route());
        List<String> closed = lacking.isEmpty() && to == Side.TARGET ? routers.silent() : lacking;
        return closed.isEmpty() ? NamedGate.open("routes") : NamedGate.closed("routes", String.join("; ", closed));
    }
}
