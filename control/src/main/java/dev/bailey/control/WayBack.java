package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.replication.StreamStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the streams are while the new side serves. Immutable.
 *
 * @param behind of the stream that would carry the way back, the slowest of all stores; empty while one does not know
 * @param conflicts of both directions, as the databases keep them
 * @param foreign transactions of somebody else, since the process began
 * @param trouble why a stream does not run, in one sentence
 */
record WayBack(Optional<Duration> behind, long conflicts, long foreign, Optional<String> trouble) {

    /** @param owner the side whose log is carried back */
    static WayBack of(List<MovingStore> stores, Side owner) {
        Optional<Duration> behind = Optional.of(Duration.ZERO);
        long conflicts = 0;
        long foreign = 0;
        Optional<String> trouble = Optional.empty();
        for (MovingStore store : stores) {
            Optional<Duration> its = store.replication().stream(owner).behind();
            behind = behind.flatMap(worst -> its.map(one -> one.compareTo(worst) > 0 ? one : worst));
            for (Side side : Side.values()) {
                StreamStatus stream = store.replication().stream(side);
                conflicts += stream.conflicts();
                foreign += stream.foreign();
                if (trouble.isEmpty() && stream.halted().isEmpty()) {
                    trouble = stream.failure().map(problem -> String.valueOf(problem.getMessage()));
                }
            }
        }
        return new WayBack(behind, conflicts, foreign, trouble);
    }
}
