package dev.bailey.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Visits every state that the modelled world can reach, breadth first and exactly (no state is taken for another by its
 * hash), so that what it does not find is not there within the bounds given, and each counterexample is a shortest one.
 * Confined to one thread; used once.
 */
final class ModelChecker {

    /**
     * A violation, and how it comes about.
     *
     * @param steps from the start, each in words
     */
    record Counterexample(ModelViolation violation, List<String> steps) {
        @Override
        public String toString() {
            return violation + " after " + steps.size() + " steps:\n  " + String.join("\n  ", steps);
        }
    }

    /**
     * What a run came to.
     *
     * @param resting states in which nothing must happen any more
     */
    record Outcome(int states, long transitions, int resting, List<Counterexample> counterexamples) {}

    private final Model world;
    private final ModelFields at;
    private final ModelStates states;
    private final long[] packed;
    private final List<Counterexample> found = new ArrayList<>();
    private long transitions;
    private int resting;

    private ModelChecker(Model world) {
        this.world = world;
        at = world.fields();
        states = new ModelStates(at.words());
        packed = new long[at.words()];
        at.pack(world.start(), packed);
        states.number(packed, -1);
    }

    /** Runs until the first violation, if there is one. */
    static Outcome run(ModelSetup setup) {
        return run(new ModelWorld(setup));
    }

    /** The same of any world. */
    static Outcome run(Model world) {
        return new ModelChecker(world).visitAll(/* firstOnly= */ true);
    }

    /** Runs to the end, and keeps the first of every sort of violation. Does not go on from a violating state. */
    static Outcome runToTheEnd(ModelSetup setup) {
        return new ModelChecker(new ModelWorld(setup)).visitAll(/* firstOnly= */ false);
    }

    /** Whether the world can go round for ever in steps that all must happen, and so never comes to rest. */
    static Optional<List<String>> fairCycle(ModelSetup setup) {
        return fairCycle(new ModelWorld(setup));
    }

    /** The same of any world. */
    static Optional<List<String>> fairCycle(Model world) {
        ModelChecker checker = new ModelChecker(world);
        checker.visitAll(/* firstOnly= */ true);
        return new ModelCycles(checker.world, checker.states).find();
    }

    private Outcome visitAll(boolean firstOnly) {
        for (int state = 0; state < states.size() && (found.isEmpty() || !firstOnly); state++) {
            visit(state);
        }
        return new Outcome(states.size(), transitions, resting, List.copyOf(found));
    }

    private void visit(int state) {
        read(state);
        int[] fairSteps = {0};
        world.explore((fair, next, violation, what) -> {
            transitions++;
            if (violation != null) {
                note(state, violation, what);
                return;
            }
            at.pack(next, packed);
            int reached = states.number(packed, state);
            if (fair && reached != state) { // a step that changes nothing is no progress
                fairSteps[0]++;
            }
        });
        if (fairSteps[0] == 0) {
            resting++;
            world.atRest(world.now).ifPresent(violation -> note(state, violation, null));
        }
    }

    private void note(int state, ModelViolation violation, @Nullable String lastStep) {
        if (found.stream().anyMatch(known -> known.violation().equals(violation))) {
            return;
        }
        // Another world tells the way, as this one is being explored.
        found.add(new Counterexample(violation, new ModelTrace(world.another(), states).to(state, lastStep)));
    }

    private void read(int state) {
        states.read(state, packed);
        at.unpack(packed, world.now);
    }
}
