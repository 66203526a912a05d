package dev.bailey.control;

import dev.bailey.runbook.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What may be said of downtime, by what was measured. Immutable. */
final class Downtime {

    /** The kind of the journal's entry with which a run begins to count. */
    static final String KIND = "counting";

    static final String HOLD_MAX = "holdMaxMillis";

    /** Whose requests are counted, parted by commas. */
    static final String SERVICES = "services";

    private final Outages outages;
    private final boolean routersCount;
    private final Duration holdMax;

    /** @param journal all of it */
    Downtime(List<Entry> journal, Outages outages) {
        this.outages = outages;
        List<Entry> begun =
                journal.stream().filter(entry -> entry.kind().equals(KIND)).toList();
        this.routersCount = !begun.isEmpty();
        this.holdMax = routersCount
                ? Duration.ofMillis(
                        Long.parseLong(begun.get(begun.size() - 1).details().getOrDefault(HOLD_MAX, "0")))
                : Duration.ZERO;
    }

    Report.Availability availability() {
        Optional<Report.Claim> claim = claim();
        return new Report.Availability(
                claim.isPresent(),
                claim.map(carried -> carried.claim() + ": " + carried.figure()).orElseGet(this::measured),
                outages.disagreements(),
                outages.probes().stream()
                        .filter(story -> !story.watched().isEmpty())
                        .map(Downtime::line)
                        .toList());
    }

    private static Report.Probed line(ProbeStory story) {
        return new Report.Probed(
                story.probe(),
                story.sent(),
                story.failed(),
                story.whole().from(),
                story.whole().to(),
                story.notWatched().stream()
                        .map(span -> new Report.Stretch(span.from(), span.to()))
                        .toList());
    }

    /**
     * Only where probers looked without a gap from before the first move until now and saw nothing, and where the
     * routers failed nothing and held nothing for longer than the plan allows.
     */
    Optional<Report.Claim> claim() {
        List<MoveTime> moves = outages.moves();
        List<ProbeStory> probes = outages.probes();
        boolean moved = moves.stream().anyMatch(MoveTime::done)
                && moves.stream().allMatch(move -> move.to().isPresent());
        if (!moved || !routersCount || probes.isEmpty() || isHeldTooLong()) {
            return Optional.empty();
        }
        Instant begin = moves.get(0).from();
        Instant end = moves.stream()
                .flatMap(move -> move.to().stream())
                .max(Instant::compareTo)
                .orElseThrow();
        List<Span> lasting = new ArrayList<>();
        for (ProbeStory story : probes) {
            Optional<Span> last = story.watched().stream().reduce((first, next) -> next);
            if (last.isEmpty() || !last.get().covers(new Span(begin, end))) {
                return Optional.empty();
            }
            lasting.add(last.get());
        }
        // of several probers, the time in which all of them looked
        Instant from = lasting.stream().map(Span::from).max(Instant::compareTo).orElseThrow();
        Instant to = lasting.stream().map(Span::to).min(Instant::compareTo).orElseThrow();
        if (outages.anyFailureSince(from)) {
            return Optional.empty();
        }
        long sent = probes.stream().mapToLong(ProbeStory::sent).sum();
        return Optional.of(new Report.Claim(
                OutsideView.NO_DOWNTIME + " " + new Span(from, to).sentence(),
                "0 of " + sent + " probes failed; 0 requests failed; " + held()));
    }

    private boolean isHeldTooLong() {
        return outages.longestHold().filter(hold -> hold.compareTo(holdMax) > 0).isPresent();
    }

    private String measured() {
        List<String> parts = new ArrayList<>();
        if (!routersCount) {
            parts.add("no router counted requests");
        } else {
            Outages.Tally failed = outages.failed();
            Outages.Tally errors = outages.serverErrors();
            parts.add(failed.requests() == 0 ? "0 requests failed" : counted(failed, "failed"));
            if (errors.requests() > 0) {
                parts.add(counted(errors, "answered with a status of 500 and more"));
            }
        }
        parts.add(held());
        if (isHeldTooLong()) {
            parts.add("that is longer than the plan's " + Span.text(holdMax));
        }
        if (outages.probes().isEmpty()) {
            parts.add("nobody probed from outside");
        }
        outages.probes().forEach(story -> parts.add(seen(story)));
        return String.join("; ", parts);
    }

    private static String counted(Outages.Tally tally, String how) {
        return Outages.requests(tally.requests()) + " " + how + " in " + count(tally.windows(), "window");
    }

    private String held() {
        String changes = count(outages.moves().size(), "change") + " of sides";
        return outages.moves().isEmpty()
                ? "no side was changed"
                : outages.longestHold()
                        .map(hold -> "writes were held for at most " + Span.text(hold) + " in " + changes)
                        .orElse("no write had to wait in " + changes);
    }

    private static String seen(ProbeStory story) {
        Duration errors = story.windows().stream()
                .map(window -> ProbeStory.span(window).length())
                .reduce(Duration.ZERO, Duration::plus);
        String what = story.windows().isEmpty()
                ? "the prober " + story.probe() + " saw no error"
                : "the prober " + story.probe() + " saw " + Span.text(errors) + " of errors in "
                        + count(story.windows().size(), "window");
        if (story.watched().isEmpty()) {
            return what;
        }
        Duration blind = story.notWatched().stream().map(Span::length).reduce(Duration.ZERO, Duration::plus);
        return what + " " + story.whole().sentence()
                + (blind.isZero() ? "" : ", where for " + Span.text(blind) + " nobody probed");
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
