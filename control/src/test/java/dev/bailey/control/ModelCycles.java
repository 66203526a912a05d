package dev.bailey.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for a way round in fair steps alone, depth first, among states that are all known. Confined to one thread. */
final class ModelCycles {

    private static final byte UNSEEN = 0;
    private static final byte ON_THE_PATH = 1;
    private static final byte DONE = 2;

    private final Model world;
    private final ModelStates states;
    private final long[] packed;
    private final byte[] colour;
    private final List<Stop> path = new ArrayList<>();

    /** A state on the path, and how many of its fair steps were taken. */
    private static final class Stop {
        private final int state;
        private final List<Integer> reached = new ArrayList<>();
        private final List<String> steps = new ArrayList<>();
        private int taken;

        Stop(int state) {
            this.state = state;
        }
    }

    ModelCycles(Model world, ModelStates states) {
        this.world = world;
        this.states = states;
        packed = new long[world.fields().words()];
        colour = new byte[states.size()];
    }

    /** The steps that lead round, if any do. */
    Optional<List<String>> find() {
        for (int state = 0; state < colour.length; state++) {
            if (colour[state] != UNSEEN) {
                continue;
            }
            push(state);
            while (!path.isEmpty()) {
                Optional<List<String>> cycle = advance();
                if (cycle.isPresent()) {
                    return cycle;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<List<String>> advance() {
        Stop last = path.get(path.size() - 1);
        if (last.taken == last.reached.size()) {
            colour[last.state] = DONE;
            path.remove(path.size() - 1);
            return Optional.empty();
        }
        int reached = last.reached.get(last.taken++);
        if (reached != last.state && colour[reached] == ON_THE_PATH) {
            return Optional.of(cycleThrough(reached));
        }
        if (colour[reached] == UNSEEN) {
            push(reached);
        }
        return Optional.empty();
    }

    private void push(int state) {
        Stop stop = new Stop(state);
        colour[state] = ON_THE_PATH;
        states.read(state, packed);
        world.fields().unpack(packed, world.now);
        world.explore((fair, next, violation, what) -> {
            if (fair && violation == null) {
                world.fields().pack(next, packed);
                stop.reached.add(states.number(packed, state));
                stop.steps.add(what);
            }
        });
        path.add(stop);
    }

    private List<String> cycleThrough(int state) {
        List<String> steps = new ArrayList<>();
        boolean within = false;
        for (Stop stop : path) {
            within |= stop.state == state;
            if (within) {
                steps.add(stop.steps.get(stop.taken - 1));
            }
        }
        return steps;
    }
}
