package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.runbook.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When a move was under way, by the journal. Immutable.
 *
 * @param to when what users felt of it was known; empty where it never was
 * @param done whether it changed sides
 * @param pause the longest time that a request was held; empty where none was, or it was not measured
 */
record MoveTime(
        String slice,
        long epoch,
        Side towards,
        Instant from,
        Optional<Instant> to,
        boolean done,
        Optional<Duration> pause) {

    /** Oldest first. */
    static List<MoveTime> all(List<Entry> journal) {
        Map<Long, MoveTime> moves = new LinkedHashMap<>();
        for (Entry entry : journal) {
            if (entry.kind().equals(Ledger.KIND) || entry.kind().equals(Ledger.MEASURED)) {
                long epoch = Long.parseLong(entry.details().getOrDefault("epoch", "0"));
                MoveTime known = moves.get(epoch);
                if (entry.text().equals(Ledger.INTENT)) {
                    Side from = Side.valueOf(entry.details().getOrDefault("from", Side.SOURCE.name()));
                    moves.put(
                            epoch,
                            new MoveTime(
                                    entry.subject(),
                                    epoch,
                                    from.opposite(),
                                    entry.at(),
                                    Optional.empty(),
                                    false,
                                    Optional.empty()));
                } else if (known != null) {
                    moves.put(epoch, entry.kind().equals(Ledger.KIND) ? known.ended(entry) : known.measured(entry));
                }
            }
        }
        return new ArrayList<>(moves.values());
    }

    private MoveTime ended(Entry entry) {
        boolean flipped = entry.text().equalsIgnoreCase(Flip.Outcome.FLIPPED.name());
        return new MoveTime(slice, epoch, towards, from, to, flipped, pause);
    }

    private MoveTime measured(Entry entry) {
        Optional<Duration> felt = Optional.ofNullable(entry.details().get(Ledger.PAUSE))
                .map(millis -> Duration.ofMillis(Long.parseLong(millis)));
        return new MoveTime(slice, epoch, towards, from, Optional.of(entry.at()), done, felt);
    }

    /** {@code cutover of epoch 1}. */
    String sentence() {
        return (towards == Side.TARGET ? "cutover" : "rollback") + " of epoch " + epoch
                + (done ? "" : ", which was given up");
    }
}
