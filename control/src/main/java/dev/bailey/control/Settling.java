package dev.bailey.control;

import dev.bailey.telling.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes notices of what has stayed otherwise for some seconds, and of nothing that flickers. Confined to one thread.
 */
final class Settling {

    /** Longer than a stream takes to connect anew, and shorter than a person takes to look. */
    static final Duration AFTER = Duration.ofSeconds(5);

    private final String migration;
    private final Map<String, State> states = new HashMap<>();

    private static final class State {
        private boolean well;
        private Instant since;
        private boolean wasWell;
        private boolean told;

        private State(boolean well, Instant since) {
            this.well = well;
            this.since = since;
        }
    }

    Settling(String migration) {
        this.migration = migration;
    }

    /** @param now everything that is looked at; what is missing is forgotten */
    List<Notice> look(List<Matter> now, Instant at) {
        Set<String> keys = now.stream().map(Matter::key).collect(Collectors.toSet());
        states.keySet().retainAll(keys);
        List<Notice> notices = new ArrayList<>();
        for (Matter matter : now) {
            State state = states.computeIfAbsent(matter.key(), key -> new State(matter.isWell(), at));
            if (state.well != matter.isWell()) {
                state.well = matter.isWell();
                state.since = at;
            }
            if (!Duration.between(state.since, at).minus(AFTER).isNegative()) {
                settled(matter, state, at, notices);
            }
        }
        return notices;
    }

    private void settled(Matter matter, State state, Instant at, List<Notice> notices) {
        if (state.well) {
            if (state.told && matter.well().isPresent()) {
                notices.add(matter.toldWell(migration, at));
            }
            state.told = false;
            state.wasWell = true;
        } else if (!state.told && (state.wasWell || !matter.onlyAfterWell())) {
            notices.add(matter.toldUnwell(migration, at));
            state.told = true;
        }
    }
}
