package dev.bailey.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a migration went, with only those claims that figures carry. A figure that was not measured is null, never 0.
 * Immutable; its JSON is a public contract that grows without changing names.
 *
 * @param outcome {@code completed}, {@code rolled_back}, {@code aborted} or {@code failed}; null while nothing moved
 * @param checker what a recorded history was checked against; null where none was recorded
 */
public record Report(
        String migration,
        @Nullable String outcome,
        Traffic traffic,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Checker checker,
        List<Degraded> degraded,
        Data data,
        List<FlipLine> flips,
        List<ObservationLine> observations,
        List<Claim> claims) {

    /**
     * What went through the routers since this process started.
     *
     * @param since that start; moves before it are in the report, their requests are not
     */
    public record Traffic(
            Instant since,
            long requests,
            long failed,
            long held,
            @Nullable Held heldMillis) {}

    /** How long requests were held. */
    public record Held(double p50, double p99, double max) {}

    /** The verdict of a history of acknowledged writes. */
    public record Checker(long acknowledged, long lost, long duplicated) {}

    /** A time in which something was worse than usual. */
    public record Degraded(String slice, String kind, Instant from, Instant to, long millis) {}

    /**
     * What was moved, and how well, since this process started; conflicts are all that the databases keep.
     *
     * @param expectedDrift rows that validation traffic wrote on the target; null as long as that is not told apart
     */
    public record Data(
            long rowsCopied,
            long changesApplied,
            @Nullable Lag lagMillis,
            Verdicts verdicts,
            @Nullable Long expectedDrift,
            long conflicts,
            long healedConflicts,
            long foreignWrites) {}

    /** End-to-end lag of the slowest stream. */
    public record Lag(long p50, long p99) {}

    /** Tables by verdict. */
    public record Verdicts(long equal, long different, long unknown) {}

    /** One move that went through or was given up. */
    public record FlipLine(
            String slice,
            String direction,
            @Nullable String outcome,
            @Nullable Long pauseMillis,
            Map<String, Long> steps) {}

    /**
     * The time after one cutover.
     *
     * @param unseenMillis how much of it Bailey was away
     * @param end {@code settled} or {@code rolled_back}; null while it goes on
     * @param because why it was rolled back; null when it was not
     */
    public record ObservationLine(
            Instant since,
            Instant until,
            long unseenMillis,
            @Nullable String end,
            @Nullable Instant endedAt,
            @Nullable String because,
            List<QuestionLine> questions) {}

    /**
     * What people were asked in it.
     *
     * @param by who let it go on; null while nobody did, and when it was rolled back instead
     */
    public record QuestionLine(
            Instant at,
            String because,
            @Nullable Instant answeredAt,
            @Nullable String by,
            @Nullable String reason) {}

    /** A sentence, and the figure that carries it. */
    public record Claim(String claim, String figure) {}

    /** The same report with the verdict of a history, and the claims that follow from it. */
    public Report checkedBy(Checker verdict) {
        List<Claim> more = new ArrayList<>(claims);
        if (verdict.acknowledged() > 0 && verdict.lost() == 0) {
            more.add(new Claim(
                    "no acknowledged write was lost", verdict.acknowledged() + " of " + verdict.acknowledged()));
        }
        if (verdict.acknowledged() > 0 && verdict.duplicated() == 0) {
            more.add(new Claim("no write was done twice", "0 of " + verdict.acknowledged()));
        }
        return new Report(migration, outcome, traffic, verdict, degraded, data, flips, observations, more);
    }
}
