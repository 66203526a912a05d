package dev.bailey.replication;

import dev.bailey.core.Applier;
import dev.bailey.core.Problem;
import dev.bailey.core.Retained;
import dev.bailey.core.TableId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Counts what one stream does. Thread-safe. */
final class Meter {

    /** Larger lags are recorded as this; it bounds the histogram's memory. */
    private static final long LAG_MILLIS_MAX = Duration.ofDays(7).toMillis();

    private final InstantSource clock;
    private final Duration beatEvery;
    private final Histogram lags = new Histogram(LAG_MILLIS_MAX, /* numberOfSignificantValueDigits= */ 2);
    private @Nullable Beat lastBeat;
    private long lastLagMillis;
    private long transactions;
    private long changes;
    private long foreign;
    private @Nullable TableId lastForeign;
    private long validating;
    private Applier.KeptConflicts kept = new Applier.KeptConflicts(0, 0, 0);
    private long lastHeal;
    private @Nullable Problem failure;
    private final LogRoom room;

    Meter(InstantSource clock, Duration beatEvery) {
        this.clock = clock;
        this.room = new LogRoom(clock);
        this.beatEvery = beatEvery;
    }

    synchronized void arrived(Beat beat) {
        if (lastBeat != null && beat.sentMillis() <= lastBeat.sentMillis()) {
            return; // read again after a reconnect
        }
        lastBeat = beat;
        lastLagMillis = Math.max(0, clock.millis() - beat.sentMillis());
        lags.recordValue(Math.min(lastLagMillis, LAG_MILLIS_MAX));
    }

    synchronized void passed(long newTransactions, long newChanges) {
        transactions += newTransactions;
        changes += newChanges;
    }

    synchronized void foreign(TableId table) {
        foreign++;
        lastForeign = table;
    }

    synchronized void validated() {
        validating++;
    }

    synchronized void kept(Applier.KeptConflicts now) {
        kept = now;
        lastHeal = Math.max(lastHeal, now.lastHeal()); // people delete what they have seen
    }

    synchronized Applier.KeptConflicts kept() {
        return kept;
    }

    synchronized void failed(Problem problem) {
        failure = problem;
    }

    synchronized void recovered() {
        failure = null;
    }

    synchronized void retained(Retained retained) {
        room.measured(retained);
    }

    synchronized StreamStatus status(StreamStatus.Mode mode, OptionalLong halted) {
        return new StreamStatus(
                mode,
                behind(),
                lag(),
                transactions,
                changes,
                foreign,
                Optional.ofNullable(lastForeign),
                validating,
                kept.all(),
                kept.healed(),
                lastHeal,
                halted,
                Optional.ofNullable(failure),
                room.kept(behind()));
    }

    /** The last heartbeat's lag; or, once the next is overdue, how long that one has been on its way. */
    private Optional<Duration> behind() {
        if (lastBeat == null) {
            return Optional.empty();
        }
        long overdueMillis = clock.millis() - lastBeat.sentMillis() - beatEvery.toMillis();
        return Optional.of(Duration.ofMillis(Math.max(lastLagMillis, overdueMillis)));
    }

    private Optional<StreamStatus.Lag> lag() {
        if (lags.getTotalCount() == 0) {
            return Optional.empty();
        }
        return Optional.of(new StreamStatus.Lag(
                lags.getTotalCount(),
                lags.getValueAtPercentile(50),
                lags.getValueAtPercentile(99),
                lags.getMaxValue()));
    }
}
