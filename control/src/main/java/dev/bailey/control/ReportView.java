package dev.bailey.control;

import dev.bailey.core.Side;
import dev.bailey.core.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Draws up the {@link Report} from the status and the journal. */
final class ReportView {

    private ReportView() {}

    /**
     * As of now.
     *
     * @param sole the side that owns every slice; empty while they live on both
     * @param failed whether a step failed for good
     */
    static Report of(
            Status status,
            List<FlipRecord> flips,
            List<Observed> observations,
            Verdicts verdicts,
            Optional<Side> sole,
            boolean failed,
            boolean equal,
            Instant since,
            RunStory story) {
        Outages outages = story.outages();
        Downtime downtime = story.downtime();
        Report.Verdicts counts = new Report.Verdicts(
                verdicts.count(Verdict.Equal.class),
                verdicts.count(Verdict.Different.class),
                verdicts.count(Verdict.Unknown.class));
        Status.Traffic traffic = status.traffic();
        return new Report(
                status.migration(),
                outcome(flips, sole, failed),
                traffic(traffic, since),
                null,
                outages.degraded(),
                data(status.stores(), counts),
                flips.stream().map(ReportView::line).toList(),
                observations.stream().map(ReportView::line).toList(),
                claims(traffic, counts, equal, since, downtime),
                downtime.availability(),
                status.steps().stream().map(ReportView::step).toList(),
                story.approvals(),
                story.surprises(),
                story.rehearsalLines(),
                story.ended().orElse(null),
                story.journal());
    }

    private static @Nullable String outcome(List<FlipRecord> flips, Optional<Side> sole, boolean failed) {
        if (failed) {
            return "failed";
        }
        if (sole.equals(Optional.of(Side.TARGET))) {
            return "completed";
        }
        if (flips.isEmpty() || sole.isEmpty()) {
            return null;
        }
        return flips.stream().anyMatch(record -> record.flip().isDone()) ? "rolled_back" : "aborted";
    }

    private static Report.Traffic traffic(Status.Traffic traffic, Instant since) {
        Double p50 = traffic.heldP50Millis();
        Double p99 = traffic.heldP99Millis();
        Double max = traffic.heldMaxMillis();
        Report.Held held = p50 == null || p99 == null || max == null ? null : new Report.Held(p50, p99, max);
        return new Report.Traffic(since, traffic.requests(), traffic.failed(), traffic.held(), held);
    }

    private static Report.Data data(List<Status.StoreLine> stores, Report.Verdicts verdicts) {
        List<Status.StreamLine> streams = new ArrayList<>();
        long rows = 0;
        for (Status.StoreLine store : stores) {
            streams.add(store.forward());
            streams.add(store.reverse());
            rows += store.copy().rows();
        }
        return new Report.Data(
                rows,
                streams.stream().mapToLong(Status.StreamLine::changes).sum(),
                lag(streams),
                verdicts,
                null,
                streams.stream().mapToLong(Status.StreamLine::conflicts).sum(),
                streams.stream().mapToLong(Status.StreamLine::healed).sum(),
                streams.stream().mapToLong(Status.StreamLine::foreign).sum());
    }

    private static Report.@Nullable Lag lag(Collection<Status.StreamLine> streams) {
        long p50 = streams.stream()
                .map(Status.StreamLine::lagP50Millis)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .max()
                .orElse(-1);
        long p99 = streams.stream()
                .map(Status.StreamLine::lagP99Millis)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .max()
                .orElse(-1);
        return p50 < 0 ? null : new Report.Lag(p50, p99);
    }

    private static Report.FlipLine line(FlipRecord record) {
        Status.FlipLine line = StatusView.flip(record);
        return new Report.FlipLine(
                line.slice(),
                line.direction(),
                line.outcome(),
                line.pauseMillis(),
                line.steps(),
                line.at(),
                line.by(),
                line.held(),
                line.because());
    }

    private static Report.StepLine step(Status.StepLine step) {
        Status.Range expected = step.expectedMillis();
        return new Report.StepLine(
                step.name(),
                step.title(),
                step.state(),
                step.startedAt(),
                step.millis(),
                expected == null ? null : new Report.Range(expected.low(), expected.high()));
    }

    private static Report.ObservationLine line(Observed observed) {
        return new Report.ObservationLine(
                observed.since(),
                observed.until(),
                observed.unseen().toMillis(),
                observed.end().map(end -> StatusView.lower(end.how())).orElse(null),
                observed.end().map(Observed.End::at).orElse(null),
                observed.end()
                        .map(Observed.End::because)
                        .filter(because -> !because.isEmpty())
                        .orElse(null),
                observed.questions().stream().map(ReportView::line).toList());
    }

    private static Report.QuestionLine line(Observed.Question question) {
        return new Report.QuestionLine(
                question.at(),
                question.because(),
                question.answer().map(Observed.Answer::at).orElse(null),
                question.answer().map(Observed.Answer::by).orElse(null),
                question.answer().map(Observed.Answer::reason).orElse(null));
    }

    private static List<Report.Claim> claims(
            Status.Traffic traffic, Report.Verdicts verdicts, boolean equal, Instant since, Downtime downtime) {
        List<Report.Claim> claims = new ArrayList<>();
        downtime.claim().ifPresent(claims::add);
        if (traffic.requests() > 0 && traffic.failed() == 0) {
            claims.add(
                    new Report.Claim("the router failed no request", "0 of " + traffic.requests() + " since " + since));
        }
        long tables = verdicts.equal() + verdicts.different() + verdicts.unknown();
        if (equal && tables > 0 && verdicts.equal() == tables) {
            claims.add(
                    new Report.Claim("both sides were compared and are equal", tables + " of " + tables + " tables"));
        }
        return claims;
    }
}
