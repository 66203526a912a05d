package dev.bailey.control;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a migration stands, in the shape in which API, dashboard and command line show it. A figure that was not measured
 * is null. Immutable.
 *
 * @param owner {@code source} or {@code target}: the side that serves what is everyone's
 * @param readiness whether the way back is open, in one sentence
 * @param verdict the last comparisons in one sentence
 * @param observation of the cutover that was last, unless it was rolled back
 */
public record Status(
        String migration,
        String phase,
        Instant at,
        String owner,
        Map<String, String> sides,
        String readiness,
        String verdict,
        List<StepLine> steps,
        List<StoreLine> stores,
        List<GateLine> gates,
        List<WaitingLine> waiting,
        Forecast forecast,
        List<TellingLine> telling,
        Traffic traffic,
        List<RouterLine> routers,
        List<FlipLine> flips,
        List<SliceLine> slices,
        NextMove next,
        @Nullable Observation observation) {

    /**
     * One slice.
     *
     * @param side that serves it
     * @param share of all tenants in hundredths of a percent, those of the slices before it among them; null for a list
     * @param tenants how many a list has; null for a share
     * @param validates whether they try the target out and never move
     * @param canary of its reads; null where the plan has none
     */
    public record SliceLine(
            String name,
            String side,
            long epoch,
            boolean moving,
            @Nullable Integer share,
            @Nullable Integer tenants,
            boolean validates,
            @Nullable CanaryLine canary) {}

    /**
     * The read canary of a slice.
     *
     * @param state {@code on} or {@code off}
     * @param since when it came to be so; null where it never was on
     * @param because whatever was said of that
     * @param target reads that it has answered, through routers of this process since it started
     * @param recentWrites reads that the source answered because their tenant had just written
     * @param behind reads that the source answered because the target was not known to be close enough behind it
     * @param fellBack reads that the source answered after the target had not answered them well
     */
    public record CanaryLine(
            String state,
            long lagMaxMillis,
            @Nullable Instant since,
            String by,
            String because,
            long target,
            long recentWrites,
            long behind,
            long fellBack) {}

    /** The move that the gates are about. */
    public record NextMove(String slice, String to) {}

    /** One step of the runbook. */
    public record StepLine(
            String name,
            String title,
            String state,
            @Nullable Instant startedAt,
            @Nullable Long millis,
            String detail,
            @Nullable Double fraction,
            @Nullable Range expectedMillis) {}

    /** One store: its copy and its two streams. */
    public record StoreLine(
            String name,
            CopyLine copy,
            SpeedLine speed,
            ComparisonLine comparison,
            StreamLine forward,
            StreamLine reverse) {}

    /**
     * How far everything is compared again.
     *
     * @param tables of the store
     * @param read how many of them were read since the round began
     * @param begunAt when the round began that is under way, or was last; null before the first
     * @param endedAt when the last whole round ended; null before
     */
    public record ComparisonLine(
            int tables,
            int read,
            @Nullable Instant begunAt,
            @Nullable Instant endedAt) {}

    /**
     * How fast a copy goes, and may go.
     *
     * @param bytesPerSecondMax null when nothing limits it
     */
    public record SpeedLine(long bytesPerSecond, @Nullable Long bytesPerSecondMax, String because) {}

    /**
     * How far a copy is.
     *
     * @param current tables being copied now, or waiting for their turn
     * @param trouble why it does not get on, or has failed
     */
    public record CopyLine(
            int tables,
            int tablesTotal,
            long rows,
            long rowsTotal,
            long bytes,
            long bytesTotal,
            boolean done,
            List<String> current,
            @Nullable String trouble) {}

    /**
     * One direction.
     *
     * @param log what the server keeps of its log for it, and for how long that goes well, in one sentence
     */
    public record StreamLine(
            String mode,
            @Nullable Long lagMillis,
            @Nullable Long lagP50Millis,
            @Nullable Long lagP99Millis,
            long applied,
            long changes,
            long foreign,
            long conflicts,
            long healed,
            @Nullable Long halted,
            @Nullable Long retainedBytes,
            @Nullable String log,
            @Nullable String failure) {}

    /** A step that waits for a person. */
    public record WaitingLine(String step, Instant since, String because) {}

    /** What rehearsals let expect; null where there are none that count. */
    public record Forecast(
            @Nullable Range pauseMillis, @Nullable Range totalMillis) {}

    /**
     * One way to people, such as a webhook.
     *
     * @param dropped what came too fast for it
     * @param trouble why the last attempt went wrong; null when it did not
     */
    public record TellingLine(
            String name,
            long told,
            long failed,
            long dropped,
            int waiting,
            @Nullable String trouble) {}

    /** Nineteen times out of twenty it is between these. */
    public record Range(long low, long high) {}

    /** One gate, with the sentence that closes it. */
    public record GateLine(String name, boolean open, String because) {}

    /**
     * One router, in the process of the migration or in one of its own.
     *
     * @param silentMillis for how long nothing was heard of it; null while it is heard
     */
    public record RouterLine(
            String name,
            String service,
            String address,
            long epoch,
            @Nullable Long silentMillis) {}

    /** What went through the routers since they started. */
    public record Traffic(
            long requests,
            long failed,
            long held,
            long heldNow,
            @Nullable Double heldP50Millis,
            @Nullable Double heldP99Millis,
            @Nullable Double heldMaxMillis,
            SideLine source,
            SideLine target,
            List<ShadowLine> shadows) {}

    /**
     * What of a service's requests went to the other side as well, through the router of this process.
     *
     * @param sharePercent of the requests, now
     * @param alike pairs of answers with the same status
     * @param dropped not sent or not answered, by reason; only those that occurred
     */
    public record ShadowLine(
            String service, double sharePercent, long sampled, long alike, long unlike, Map<String, Long> dropped) {}

    /** What went to one side. */
    public record SideLine(long requests, long failed, long inFlight) {}

    /** One move, as the report has it. */
    public record FlipLine(
            String slice,
            String direction,
            String outcome,
            Instant at,
            String by,
            long epoch,
            @Nullable Long pauseMillis,
            @Nullable Long held,
            Map<String, Long> steps,
            String because) {}

    /**
     * The time after a cutover.
     *
     * @param until when it counts as settled if nothing speaks against it
     * @param state {@code observing}, {@code paused} (people are asked) or {@code settled}
     * @param question what people are asked; null when nothing
     */
    public record Observation(
            Instant since,
            Instant until,
            String state,
            @Nullable String question,
            List<ConditionLine> conditions) {

        static final String SETTLED = "settled";

        static Observation settled(Instant since, Instant until) {
            return new Observation(since, until, SETTLED, null, List.of());
        }

        Observation asSettled() {
            return new Observation(since, until, SETTLED, null, conditions);
        }
    }

    /**
     * One condition of the plan.
     *
     * @param state {@code fine}, {@code bad} or {@code unknown}
     * @param since when it is bad or unknown; null when fine
     * @param measured the figure in words, or why there is none
     * @param excused whether somebody let it go on as it is
     */
    public record ConditionLine(
            String name, String state, @Nullable Instant since, String measured, String allowed, boolean excused) {}
}
