package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import dev.bailey.router.Trouble;
import dev.bailey.runbook.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a report makes of a journal: one cutover at second 10, a prober that looked from second 0 to 60. */
class DowntimeReportTest {

    private static final Instant START = Instant.parse("2026-11-20T02:00:00Z");

    private final List<Entry> journal = new ArrayList<>();

    @Test
    void noDowntimeIsClaimedWhereProberAndRouterSawNone() {
        cutover();
        watched(0, 60);

        assertThat(claim()).hasValueSatisfying(claim -> {
            assertThat(claim.claim()).isEqualTo("no downtime from 2026-11-20T02:00:00Z to 2026-11-20T02:01:00Z");
            assertThat(claim.figure())
                    .isEqualTo("0 of 60 probes failed; 0 requests failed;"
                            + " writes were held for at most 84 ms in 1 change of sides");
        });
    }

    @Test
    void whereNobodyProbedItIsSaidWhatWasMeasured() {
        cutover();

        assertThat(availability().noDowntime()).isFalse();
        assertThat(availability().sentence())
                .isEqualTo("0 requests failed; writes were held for at most 84 ms in 1 change of sides;"
                        + " nobody probed from outside");
    }

    @Test
    void whatTheRouterAloneCountedIsADisagreement() {
        cutover();
        watched(0, 60);
        trouble("1", Trouble.Kind.FAILED, 20, 21, 12);

        assertThat(claim()).isEmpty();
        assertThat(seenBy("failed")).containsExactly("router");
        assertThat(availability().disagreements())
                .containsExactly("the routers counted 12 requests of web that failed (upstream broke off) from"
                        + " 2026-11-20T02:00:20Z to 2026-11-20T02:00:21Z, and no prober saw it: look at paths and users"
                        + " that the prober does not ask for");
    }

    @Test
    void whatTheApplicationAnsweredBadlyIsNotSaidToHaveFailed() {
        cutover();
        trouble("1", Trouble.Kind.SERVER_ERRORS, 20, 25, 53);
        trouble("2", Trouble.Kind.SIDE_DOWN, 30, 31, 1);

        assertThat(availability().sentence())
                .startsWith(
                        "1 request failed in 1 window; 53 requests answered with a status of 500 and more in 1 window;"
                                + " writes were held");
    }

    @Test
    void whatTheProberAloneSawIsADisagreement() {
        cutover();
        watched(0, 60);
        failed(20, 23);

        assertThat(claim()).isEmpty();
        assertThat(seenBy("unreachable")).containsExactly("prober");
        assertThat(availability().disagreements())
                .containsExactly(
                        "the prober web saw 3.0 s of errors that no router counted, from 2026-11-20T02:00:20Z to"
                                + " 2026-11-20T02:00:23Z (nothing takes connections there): look between the users and Bailey");
    }

    @Test
    void whatBothSawIsOneWindowAndNoDisagreement() {
        cutover();
        watched(0, 60);
        trouble("1", Trouble.Kind.SIDE_DOWN, 20, 23, 40);
        failed(20, 24);

        assertThat(claim()).isEmpty();
        assertThat(seenBy("side down")).containsExactly("both");
        assertThat(seenBy("unreachable")).isEmpty();
        assertThat(availability().disagreements()).isEmpty();
    }

    @Test
    void aWindowOfTheRouterBesideTheProbersIsAnother() {
        cutover();
        watched(0, 60);
        failed(20, 23);
        trouble("1", Trouble.Kind.FAILED, 24, 25, 12);

        assertThat(seenBy("unreachable")).containsExactly("prober");
        assertThat(seenBy("failed")).containsExactly("router");
    }

    @Test
    void aProberOfOneServiceSaysNothingOfAnother() {
        cutover();
        watched(0, 60);
        failed(20, 24);
        trouble(new RouterTrouble(
                "1",
                "edge-1",
                "api",
                Trouble.Kind.FAILED,
                Optional.of(Side.TARGET),
                "upstream broke off",
                0,
                at(20),
                at(24),
                12,
                0,
                true));

        assertThat(seenBy("failed")).containsExactly("router");
        assertThat(seenBy("unreachable")).containsExactly("prober");
    }

    @Test
    void whatTheProberSawForMuchLongerThanTheRouterIsTold() {
        cutover();
        watched(0, 60);
        trouble("1", Trouble.Kind.SIDE_DOWN, 20, 23, 40);
        failed(20, 50);

        assertThat(seenBy("unreachable")).containsExactly("prober");
        assertThat(availability().disagreements()).singleElement().asString().contains("26.0 s of errors");
    }

    @Test
    void whatTheRouterCountedWhileNobodyProbedIsNoDisagreement() {
        cutover();
        watched(0, 15);
        watched(40, 60);
        trouble("1", Trouble.Kind.FAILED, 20, 21, 12);

        assertThat(availability().disagreements()).isEmpty();
        assertThat(availability().sentence()).contains("where for 25.0 s nobody probed");
    }

    @Test
    void aProberThatWasAwayInTheMoveProvesNothing() {
        watched(0, 5);
        cutover();
        watched(20, 60);

        assertThat(claim()).isEmpty();
    }

    @Test
    void aProberThatWasAwaySinceProvesNothing() {
        cutover();
        watched(0, 30);
        watched(40, 60);

        assertThat(claim()).isEmpty();
    }

    @Test
    void aHoldLongerThanThePlansIsDowntime() {
        cutover();
        watched(0, 60);
        held(6_000);

        assertThat(claim()).isEmpty();
        assertThat(availability().sentence()).contains("at most 6.0 s", "longer than the plan's 5.0 s");
    }

    @Test
    void aHoldIsToldWithItsMove() {
        cutover();
        held(84);

        assertThat(degraded()).singleElement().satisfies(window -> {
            assertThat(window.kind()).isEqualTo("writes held");
            assertThat(window.cause()).isEqualTo("cutover of epoch 1");
            assertThat(window.longestMillis()).isEqualTo(84);
        });
    }

    @Test
    void theLastWordOnAWindowCounts() {
        trouble("1", Trouble.Kind.FAILED, 20, 21, 12);
        trouble("1", Trouble.Kind.FAILED, 20, 25, 90);

        assertThat(degraded())
                .singleElement()
                .satisfies(window -> assertThat(window.requests()).isEqualTo(90));
    }

    private void cutover() {
        entry(
                1,
                Downtime.KIND,
                "shop",
                "from here on",
                Map.of(Downtime.HOLD_MAX, "5000", Downtime.SERVICES, "web,api"));
        Map<String, String> intent = Map.of("from", "SOURCE", "epoch", "1", "by", "ada");
        entry(10, Ledger.KIND, Plan.EVERYONE, Ledger.INTENT, intent);
        entry(
                11,
                Ledger.KIND,
                Plan.EVERYONE,
                "flipped",
                Map.of("from", "SOURCE", "epoch", "1", "owner", "TARGET", "endEpoch", "2"));
        entry(11, Ledger.MEASURED, Plan.EVERYONE, "measured", Map.of("epoch", "1", Ledger.PAUSE, "84"));
    }

    private void watched(int from, int to) {
        note(new ProbeNote("web", ProbeNote.Kind.WATCHED, at(from), at(to), to - from, 0, "", Duration.ofSeconds(3)));
    }

    private void failed(int from, int to) {
        note(new ProbeNote(
                "web",
                ProbeNote.Kind.FAILED,
                at(from),
                at(to),
                to - from,
                to - from,
                "nothing takes connections there",
                Duration.ofSeconds(3)));
    }

    private void note(ProbeNote note) {
        entry(60, ProbeNote.KIND, note.probe(), note.text(), note.details());
    }

    private void held(long millis) {
        Instant to = at(11);
        trouble(new RouterTrouble(
                "hold",
                "in bailey run",
                "web",
                Trouble.Kind.WRITES_HELD,
                Optional.empty(),
                "",
                1,
                to.minusMillis(millis),
                to,
                12,
                millis,
                true));
    }

    private void trouble(String id, Trouble.Kind kind, int from, int to, long requests) {
        trouble(new RouterTrouble(
                id,
                "in bailey run",
                "web",
                kind,
                Optional.of(Side.TARGET),
                kind == Trouble.Kind.FAILED ? "upstream broke off" : "",
                0,
                at(from),
                at(to),
                requests,
                0,
                true));
    }

    private void trouble(RouterTrouble trouble) {
        entry(60, RouterTrouble.KIND, trouble.service(), trouble.kind().label(), trouble.details());
    }

    private void entry(int second, String kind, String subject, String text, Map<String, String> details) {
        journal.add(new Entry(journal.size() + 1L, at(second), kind, subject, text, details));
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }

    private Outages outages() {
        return Outages.of(journal, List.of());
    }

    private List<Report.Degraded> degraded() {
        return outages().degraded();
    }

    private List<String> seenBy(String kind) {
        return degraded().stream()
                .filter(window -> window.kind().equals(kind))
                .map(Report.Degraded::seenBy)
                .toList();
    }

    private Report.Availability availability() {
        return new Downtime(journal, outages()).availability();
    }

    private Optional<Report.Claim> claim() {
        return new Downtime(journal, outages()).claim();
    }
}
