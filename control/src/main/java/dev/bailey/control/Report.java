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
 * @param degraded from what routers counted and probers saw, also in earlier processes
 * @param availability what may be said of downtime
 * @param steps as they were, and as rehearsals let expect
 * @param surprises what went otherwise than the steps had it, a sentence each
 * @param ended how the migration ended; null while it has not
 * @param journal by which the report is known to be of it
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
        List<Claim> claims,
        Availability availability,
        List<StepLine> steps,
        List<ApprovalLine> approvals,
        List<String> surprises,
        List<RehearsalLine> rehearsals,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Ended ended,
        JournalLine journal) {

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

    /**
     * A time in which something was worse than usual.
     *
     * @param service whose requests, or the prober's name; null where that is not known
     * @param side that was to answer; null where none was chosen
     * @param cause in words
     * @param requests that routers counted; null where none did
     * @param probes that failed; null where no prober saw it first
     * @param longestMillis the longest time that a request was held; null where none was
     * @param seenBy whoever did: the routers, somebody outside, or both of them
     * @param router that counted it; null where none did, or that is not known any more
     */
    public record Degraded(
            String slice,
            String kind,
            Instant from,
            Instant to,
            long millis,
            @Nullable String service,
            @Nullable String side,
            String cause,
            @Nullable Long requests,
            @Nullable Long probes,
            @Nullable Long longestMillis,
            String seenBy,
            @Nullable String router) {}

    /**
     * What may be said of downtime.
     *
     * @param noDowntime whether the figures carry that there was none
     * @param sentence that it was so, or what was measured instead
     * @param disagreements where routers and probers do not say the same
     * @param probed by whom; empty where nobody probed
     */
    public record Availability(boolean noDowntime, String sentence, List<String> disagreements, List<Probed> probed) {}

    /**
     * What the probers of one name did.
     *
     * @param notProbed in between, when nobody looked
     */
    public record Probed(String probe, long probes, long failed, Instant from, Instant to, List<Stretch> notProbed) {}

    /** A time. */
    public record Stretch(Instant from, Instant to) {}

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
            Map<String, Long> steps,
            Instant at,
            String by,
            @Nullable Long held,
            String because) {}

    /**
     * A step.
     *
     * @param millis that it took; null before its end
     * @param expectedMillis by rehearsals; null where they say nothing
     */
    public record StepLine(
            String name,
            String title,
            String state,
            @Nullable Instant startedAt,
            @Nullable Long millis,
            @Nullable Range expectedMillis) {}

    /** From the one to the other. */
    public record Range(long low, long high) {}

    /**
     * What somebody said about an approval.
     *
     * @param decision {@code given}, {@code refused} or {@code taken back}
     * @param evidence hash of what they saw; null where they had to see nothing
     * @param counted whether users were moved on the strength of it
     */
    public record ApprovalLine(
            String name,
            String by,
            String decision,
            String reason,
            Instant at,
            @Nullable String evidence,
            boolean counted) {

        ApprovalLine thatCounted() {
            return new ApprovalLine(name, by, decision, reason, at, evidence, true);
        }
    }

    /** A rehearsal, whether or not it counts for this run. */
    public record RehearsalLine(
            int number,
            Instant at,
            boolean green,
            String because,
            long millis,
            List<Long> pausesMillis,
            List<SurpriseLine> surprises) {}

    /**
     * Something that nobody had expected of a rehearsal.
     *
     * @param closed what was found out about it, and by whom; null where that is open
     */
    public record SurpriseLine(
            String id, String sentence, @Nullable String closed) {}

    /**
     * The end of the migration.
     *
     * @param way {@code finish} or {@code abandon}
     * @param decidedAt from when on there was no way back; null before that
     * @param overAt when nothing of Bailey was left on either side; null before that
     */
    public record Ended(
            String way,
            String by,
            Instant askedAt,
            @Nullable Instant decidedAt,
            @Nullable Instant overAt) {}

    /**
     * The last entry of the journal when the report was drawn up.
     *
     * @param entries its number
     */
    public record JournalLine(long entries, String hash) {}

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
        return new Report(
                migration,
                outcome,
                traffic,
                verdict,
                degraded,
                data,
                flips,
                observations,
                more,
                availability,
                steps,
                approvals,
                surprises,
                rehearsals,
                ended,
                journal);
    }
}
