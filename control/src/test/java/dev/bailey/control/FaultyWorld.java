package dev.bailey.control;

import dev.bailey.core.Guard;
import dev.bailey.core.GuardState;
import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import dev.bailey.core.Row;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Traffic;
import dev.bailey.core.Value;
import dev.bailey.core.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stores and routers in memory, in which any call may fail before or after it took effect, take effect much later, or
 * end the process. After every change it looks whether both sides take writes.
 */
final class FaultyWorld implements Traffic {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final SplittableRandom random;
    private final double faultShare;
    private boolean credulous;
    private final List<MemoryStore> stores = new ArrayList<>();
    private final List<Runnable> late = new ArrayList<>();
    private Instant now = NOON;
    private Route route = Route.to(Side.SOURCE, Plan.EVERYONE, 0);

    FaultyWorld(long seed, int stores, double faultShare) {
        this.random = new SplittableRandom(seed);
        this.faultShare = faultShare;
        for (int i = 1; i <= stores; i++) {
            this.stores.add(new MemoryStore("store " + i));
        }
    }

    /** A planted mistake: guards take any move, whatever state they are in. */
    FaultyWorld withGuardsThatTakeAnything() {
        credulous = true;
        return this;
    }

    /** Stands for the death of the process. */
    static final class Killed extends RuntimeException {
        Killed() {
            super("killed");
        }
    }

    List<CrossingStore> stores() {
        return List.copyOf(stores);
    }

    /** What was found wrong, if anything. */
    List<String> wrongs() {
        return stores.stream().flatMap(store -> store.wrongs.stream()).toList();
    }

    boolean accepts(Side side) {
        return stores.stream().allMatch(store -> store.guard(side).accepts());
    }

    boolean refuses(Side side) {
        return stores.stream().noneMatch(store -> store.guard(side).accepts());
    }

    Route route() {
        return route;
    }

    void pass(Duration time) {
        now = now.plus(time);
        stores.forEach(MemoryStore::look);
    }

    /** Does something with a fault that may come before it, after it, much later, or be the end. */
    private void faulty(Runnable effect) {
        faulty(effect, /* canBeLate= */ true);
    }

    private void faulty(Runnable effect, boolean canBeLate) {
        if (!late.isEmpty() && random.nextInt(8) == 0) {
            late.remove(random.nextInt(late.size())).run();
        }
        if (random.nextDouble() >= faultShare) {
            effect.run();
            return;
        }
        switch (random.nextInt(6)) {
            case 0 -> throw lost();
            case 1 -> {
                effect.run();
                throw lost();
            }
            case 2 -> {
                if (canBeLate) {
                    late.add(effect);
                }
                throw lost();
            }
            case 3 -> throw new Killed();
            case 4 -> {
                effect.run();
                throw new Killed();
            }
            default -> {
                pass(Duration.ofSeconds(random.nextInt(8)));
                effect.run();
            }
        }
    }

    private static Problem lost() {
        return new Problem(Problem.Kind.UNREACHABLE, "the answer was lost");
    }

    @Override
    public Route confirmed(String slice) {
        return route;
    }

    @Override
    public CompletionStage<Void> hold(Route held, Duration limit) {
        return take(held);
    }

    @Override
    public CompletionStage<Void> publish(Route next) {
        return take(next);
    }

    private CompletionStage<Void> take(Route next) {
        try {
            faulty(() -> {
                if (next.epoch() > route.epoch()) {
                    route = next;
                }
            });
            return CompletableFuture.completedFuture(null);
        } catch (Problem problem) {
            return CompletableFuture.failedFuture(problem);
        }
    }

    /** One store: two guards, and marks that reach the other side. */
    private final class MemoryStore implements CrossingStore {

        private final String name;
        private final MemoryGuard source = new MemoryGuard(this, GuardState.open(0));
        private final MemoryGuard target = new MemoryGuard(this, GuardState.shut(0));
        private final Set<String> marks = new HashSet<>();
        private final Set<Side> anchors = new HashSet<>(Set.of(Side.SOURCE));
        private final Set<Side> triggers = EnumSet.of(Side.SOURCE);
        private final List<String> wrongs = new ArrayList<>();

        MemoryStore(String name) {
            this.name = name;
        }

        void look() {
            if (source.accepts() && target.accepts()) {
                wrongs.add("both sides of " + name + " take writes: " + source + ", " + target);
            }
            for (Side side : Side.values()) {
                if (guard(side).accepts() && !triggers.equals(Set.of(side))) {
                    wrongs.add("the " + side.label() + " of " + name + " takes writes, triggers are on " + triggers);
                }
            }
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public MemoryGuard guard(Side side) {
            return side == Side.SOURCE ? source : target;
        }

        @Override
        public void mark(Side side, String mark) {
            faulty(() -> marks.add(mark));
        }

        @Override
        public boolean drained(Side from, String mark) {
            return marks.contains(mark);
        }

        @Override
        public void anchor(Side side) {
            faulty(() -> anchors.add(side));
        }

        @Override
        public boolean anchored(Side side) {
            return anchors.contains(side);
        }

        @Override
        public void carrySequences(Side from) {
            faulty(() -> {});
        }

        @Override
        public void requireTriggersFree(Side from) {
            faulty(() -> {});
        }

        /** Whoever comes next waits for the lock of a statement that is still under way. */
        @Override
        public void putTriggersOn(Side to) {
            faulty(() -> triggers.add(to), /* canBeLate= */ false);
        }

        @Override
        public void takeTriggersOff(Side from) {
            faulty(() -> triggers.remove(from), /* canBeLate= */ false);
        }

        @Override
        public void returnTriggers(Side from) {
            faulty(() -> triggers.remove(from.opposite()), /* canBeLate= */ false);
            faulty(() -> triggers.add(from), /* canBeLate= */ false);
        }

        @Override
        public Verdict compareTouched(Side from) {
            return random.nextDouble() < faultShare / 4
                    ? new Verdict.Different(
                            List.of(new Verdict.Difference(
                                    new TableId("public", "thing"), Row.of(Value.of("1")), "a", "b")),
                            1)
                    : new Verdict.Equal(1);
        }

        @Override
        public Optional<String> drift() {
            return Optional.empty();
        }

        @Override
        public void owner(Side side) {}
    }

    /** A guard as a database carries it out: compare and set in one step, whenever it arrives. */
    private final class MemoryGuard implements Guard {

        private final MemoryStore store;
        private GuardState state;

        MemoryGuard(MemoryStore store, GuardState state) {
            this.store = store;
            this.state = state;
        }

        boolean accepts() {
            return state.accepts(now);
        }

        @Override
        public Set<TableId> tables() {
            return Set.of();
        }

        @Override
        public void install(List<Table> tables, GuardState initial) {
            throw new IllegalStateException("installed long ago");
        }

        @Override
        public void keepOnly(List<Table> tables) {
            throw new IllegalStateException("a crossing removes no guard");
        }

        @Override
        public void remove() {
            throw new IllegalStateException("a crossing removes no guard");
        }

        @Override
        public Reading read() {
            faulty(() -> {});
            return new Reading(state, now);
        }

        @Override
        public boolean move(GuardState expected, GuardState next) {
            boolean[] moved = new boolean[1];
            faulty(() -> {
                moved[0] = credulous || state.equals(expected);
                if (moved[0]) {
                    if (next.epoch() < state.epoch()) {
                        store.wrongs.add("an epoch fell from " + state + " to " + next);
                    }
                    state = next;
                    store.look();
                }
            });
            return moved[0];
        }

        @Override
        public void awaitWriters(Duration timeout) {
            faulty(() -> {});
        }

        @Override
        public boolean refusesProbe() {
            return !accepts();
        }

        @Override
        public String toString() {
            return state.toString();
        }
    }
}
