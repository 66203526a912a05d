package dev.bailey.control;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells in words how a state was reached. Confined to one thread. */
final class ModelTrace {

    private final Model world;
    private final ModelStates states;

    /** @param world that nobody else explores */
    ModelTrace(Model world, ModelStates states) {
        this.world = world;
        this.states = states;
    }

    /** The steps to this state, and then this last one if the state itself is not the end. */
    List<String> to(int state, @Nullable String lastStep) {
        Deque<Integer> path = new ArrayDeque<>();
        for (int visited = state; visited >= 0; visited = states.parent(visited)) {
            path.addFirst(visited);
        }
        List<String> steps = new ArrayList<>();
        int from = path.removeFirst();
        for (int to : path) {
            steps.add(step(from, to));
            from = to;
        }
        if (lastStep != null) {
            steps.add(lastStep);
        }
        return steps;
    }

    private String step(int from, int to) {
        long[] packed = new long[world.fields().words()];
        long[] wanted = new long[world.fields().words()];
        states.read(from, packed);
        states.read(to, wanted);
        world.fields().unpack(packed, world.now);
        List<String> matching = new ArrayList<>();
        world.explore((fair, next, violation, what) -> {
            world.fields().pack(next, packed);
            if (violation == null && Arrays.equals(packed, wanted)) {
                matching.add(what);
            }
        });
        return matching.get(0);
    }
}
