package dev.bailey.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done after a cutover, by the conditions of the plan and by what people say. */
class ObservationTest {

    private static final Duration TIME = Duration.ofSeconds(30);
    private static final Duration WINDOW = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private ObservedWorld world;

    @BeforeEach
    void cutOver() {
        cutOver(Trigger.Then.ASK);
    }

    private void cutOver(Trigger.Then unknown) {
        List<Trigger> triggers = List.of(
                new Trigger.ErrorRate(1, 100, TIME, Trigger.Then.ROLL_BACK),
                new Trigger.Latency(3, Trigger.Percentile.P99, 100, TIME, Trigger.Then.ASK),
                new Trigger.Lag(Duration.ofSeconds(10), TIME, Trigger.Then.ROLL_BACK),
                new Trigger.Counted(Trigger.Counting.CONFLICTS, 1, Trigger.Then.ROLL_BACK),
                new Trigger.Counted(Trigger.Counting.FOREIGN_WRITES, 2, Trigger.Then.ASK));
        world = new ObservedWorld(folder, new Observing(WINDOW, triggers, unknown));
        world.pass(60);
        world.cutOver();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aSideThatIsAsGoodAsBeforeIsSettledWhenItsTimeIsOver() {
        world.pass(299);
        assertThat(world.line().state()).isEqualTo("observing");
        assertThat(world.unsettled()).get().asString().startsWith("the cutover is observed until 2026-11-28T03:06:00Z");
        assertThat(world.line().conditions())
                .extracting(Status.ConditionLine::state)
                .containsOnly("fine");

        world.pass(1);

        assertThat(world.line().state()).isEqualTo("settled");
        assertThat(world.last().end()).get().returns(Observed.How.SETTLED, Observed.End::how);
        assertThat(world.unsettled()).isEmpty();
        assertThat(world.moves).isEmpty();
    }

    @Test
    void whatIsJudgedIsSettledOnceItIsProvenToBeAsGoodAsBefore() throws IOException {
        judged(new Trigger.Judged(Trigger.Judging.ERRORS, 0.5, WINDOW, Trigger.Then.ROLL_BACK));

        world.pass(299);
        assertThat(world.line().conditions())
                .extracting(Status.ConditionLine::state)
                .containsExactly("unknown");
        world.pass(1);

        assertThat(world.line().state()).isEqualTo("settled");
        assertThat(world.moves).isEmpty();
    }

    @Test
    void whatIsProvenToBeWorseIsRolledBackWithTheFigures() throws IOException {
        judged(new Trigger.Judged(Trigger.Judging.ERRORS, 0.5, WINDOW, Trigger.Then.ROLL_BACK));
        world.errorsPerSecond = 1;

        world.pass(40);

        assertThat(world.moves).hasSize(1);
        assertThat(world.moves.get(0))
                .matches(
                        "the plan: \\d+ of \\d+ requests failed on the new side \\(1 %\\), 0 of 5900 on the old \\(0 %\\), and"
                                + " that is not by chance, allowed 0.5 % more than before the cutover");
    }

    @Test
    void slowerAnswersAreJudgedByWhatTheyTookBefore() throws IOException {
        judged(new Trigger.Judged(Trigger.Judging.P99, 1.5, WINDOW, Trigger.Then.ASK));
        world.millis = 40;

        world.pass(40);

        assertThat(world.line().state()).isEqualTo("paused");
        assertThat(world.line().question()).contains("p99 is 40").contains("allowed 1.5 times that before");
    }

    @Test
    void figuresThatFitBothSettleNothingAndAsk() throws IOException {
        judged(new Trigger.Judged(Trigger.Judging.ERRORS, 0.5, WINDOW, Trigger.Then.ROLL_BACK));
        world.perSecond = 1;

        world.pass(301);

        assertThat(world.moves).isEmpty();
        assertThat(world.line().state()).isEqualTo("paused");
        assertThat(world.line().question()).contains("0 of 300").contains("that fits up to");
        assertThat(world.unsettled()).isPresent();
    }

    @Test
    void aFigureOfOnesOwnIsSettledOnceItIsProvenToBeAsItWas() throws IOException {
        judged(orders(Trigger.Then.ROLL_BACK));

        world.pass(299);
        assertThat(world.line().conditions().get(0).state()).isEqualTo("unknown");
        world.pass(1);

        assertThat(world.line().state()).isEqualTo("settled");
        assertThat(world.moves).isEmpty();
    }

    @Test
    void aFigureThatFallsIsRolledBackWithItsNumbers() throws IOException {
        judged(orders(Trigger.Then.ROLL_BACK));
        world.ordersPerSecond = 1;

        world.pass(80);

        assertThat(world.moves).hasSize(1);
        assertThat(world.moves.get(0))
                .matches(
                        "the plan: orders: median [0-9.]+ \\(.*\\) on the new side, 1[12][0-9.]+ \\(.*\\) on the old: .*"
                                + ", allowed 20 % off what it was before the cutover");
    }

    @Test
    void aFigureThatNobodyCanReadSettlesNothing() throws IOException {
        judged(orders(Trigger.Then.ROLL_BACK));
        world.unreadable = "the server is away";

        world.pass(301);

        assertThat(world.moves).isEmpty();
        assertThat(world.line().state()).isEqualTo("paused");
        assertThat(world.line().question()).contains("it cannot be read now: the server is away");
    }

    @Test
    void whatAFigureWasBeforeOutlivesTheProcess() throws IOException {
        judged(orders(Trigger.Then.ASK));
        world.pass(100);
        world.away(Duration.ofSeconds(5));
        world.ordersPerSecond = 0.2;

        world.pass(196);

        assertThat(world.line().question()).contains("orders: median").contains("on the old");
    }

    private static Trigger.Figure orders(Trigger.Then then) {
        return new Trigger.Figure(
                "orders",
                new FigureSource.Query("shop", "SELECT count(*) FROM orders"),
                Trigger.Counts.UP,
                20,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                WINDOW,
                then);
    }

    private void judged(Trigger trigger) throws IOException {
        world.close();
        world = new ObservedWorld(
                Files.createDirectories(folder.resolve("judged")),
                new Observing(WINDOW, List.of(trigger), Trigger.Then.ASK));
        world.pass(60);
        world.cutOver();
    }

    @Test
    void tooManyErrorsRollBackInTheirTimeAndSayWhy() {
        world.errorsPerSecond = 5;

        world.pass(29);
        assertThat(world.moves).isEmpty();
        world.pass(2);

        String why = "the plan: error rate of 5 % on the target for 30 s, allowed 1 %";
        assertThat(world.moves).containsExactly(why);
        assertThat(world.isObserved()).isFalse();
        assertThat(world.last().end())
                .get()
                .returns(Observed.How.ROLLED_BACK, Observed.End::how)
                .returns(why, Observed.End::because);
    }

    @Test
    void aBurstOfErrorsIsNoReason() {
        world.pass(30);
        world.errorsPerSecond = 100;
        world.pass(8);
        world.errorsPerSecond = 0;
        world.pass(300);

        assertThat(world.moves).isEmpty();
        assertThat(world.line().state()).isEqualTo("settled");
    }

    @Test
    void answersThatTakeFourTimesAsLongAreAskedAbout() {
        world.millis = 80;

        world.pass(31);

        assertThat(world.line().state()).isEqualTo("paused");
        assertThat(world.line().question())
                .startsWith("100 % of the answers of the target slower than 60")
                .endsWith("for 30 s, allowed 3 times that before the cutover");
    }

    @Test
    void aLagThatLastsRollsBack() {
        world.pass(60);
        world.behind = Optional.of(Duration.ofSeconds(12));

        world.pass(32);

        assertThat(world.moves).containsExactly("the plan: lag of the way back of 12 s for 30 s, allowed 10 s");
    }

    @Test
    void aLagThatIsCaughtUpWithOnceBeginsAnew() {
        world.behind = Optional.of(Duration.ofSeconds(12));
        world.pass(28);
        world.behind = Optional.of(Duration.ofSeconds(1));
        world.pass(1);
        world.behind = Optional.of(Duration.ofSeconds(12));
        world.pass(28);

        assertThat(world.moves).isEmpty();
    }

    @Test
    void aConflictRollsBackAtOnce() {
        world.pass(10);
        world.conflicts = 1;

        world.pass(1);

        assertThat(world.moves).containsExactly("the plan: 1 conflict since the cutover, allowed fewer than 1");
    }

    @Test
    void noRequestsAreAskedAboutAndNeverFine() {
        world.perSecond = 0;

        world.pass(600);

        assertThat(world.moves).isEmpty();
        assertThat(world.line().state()).isEqualTo("paused");
        assertThat(world.line().question())
                .contains("nothing is known of \"error rate above 1 % for 30 s\": 0 requests in 30 s, fewer than 100");
        assertThat(world.last().questions().get(0).at())
                .isEqualTo(world.last().since().plus(TIME));
    }

    @Test
    void noRequestsRollBackWhereThePlanSaysSo() {
        world.close();
        folder = folder.resolve("another");
        cutOver(Trigger.Then.ROLL_BACK);
        world.perSecond = 0;

        world.pass(31);

        assertThat(world.moves).hasSize(1).first().asString().contains("0 requests in 30 s, fewer than 100");
    }

    @Test
    void aSilentRouterMakesTheFiguresUnknownAndNotSmaller() {
        world.pass(60);
        world.silent = List.of("router edge has been silent for 4 s");

        world.pass(1);
        assertThat(world.line().conditions().get(0))
                .returns("unknown", Status.ConditionLine::state)
                .returns("router edge has been silent for 4 s", Status.ConditionLine::measured);
        world.silent = List.of();
        world.pass(1);

        assertThat(world.line().conditions().get(0).state()).isEqualTo("fine");
    }

    @Test
    void whoAnswersAndWhyIsKeptAndTheObservationGoesOn() {
        world.millis = 80;
        world.pass(31);

        assertThat(world.goOn("the cache is cold")).get().asString().contains("slower than");

        assertThat(world.goOn("twice")).isEmpty();
        world.pass(300);
        assertThat(world.line().state()).isEqualTo("settled");
        assertThat(world.last().questions())
                .singleElement()
                .satisfies(question -> assertThat(question.answer())
                        .get()
                        .returns("grace", Observed.Answer::by)
                        .returns("the cache is cold", Observed.Answer::reason));
    }

    @Test
    void whatWasLetBeIsAskedAboutAgainOnceItHasBeenFine() {
        world.millis = 80;
        world.pass(31);
        world.goOn("the cache is cold");
        world.millis = 20;
        world.pass(31);
        world.millis = 80;

        world.pass(31);

        assertThat(world.line().state()).isEqualTo("paused");
        assertThat(world.last().questions()).hasSize(2);
    }

    @Test
    void aQuestionKeepsNobodyFromRollingBackForAnotherReason() {
        world.millis = 80;
        world.pass(31);
        world.errorsPerSecond = 5;

        world.pass(31);

        assertThat(world.owner()).isEqualTo(Side.SOURCE);
        assertThat(world.last().open()).isPresent();
    }

    @Test
    void aClosedGateIsToldAndTriedAgainForAsLongAsTheConditionHolds() {
        world.errorsPerSecond = 5;
        world.closed = "lag of shop: the source is 12000 ms behind";

        world.pass(45);
        assertThat(world.line().question())
                .isEqualTo("error rate of 5 % on the target for 30 s, allowed 1 %; it could not be rolled back:"
                        + " lag of shop: the source is 12000 ms behind");
        assertThat(world.moves).hasSizeBetween(2, 4);
        world.closed = "";
        world.pass(6);

        assertThat(world.owner()).isEqualTo(Side.SOURCE);
    }

    @Test
    void aRestartGoesOnWithWhatWasBefore() {
        world.pass(60);
        world.away(Duration.ofSeconds(5));
        world.millis = 80;

        world.pass(31);

        assertThat(world.line().question()).contains("p99 was 20");
        assertThat(world.line().until()).isEqualTo(world.line().since().plus(WINDOW));
        assertThat(world.last().unseen()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void anAbsenceThatIsLongerThanAConditionsTimeIsAskedAbout() {
        world.pass(60);
        world.away(Duration.ofSeconds(40));

        world.pass(2);

        assertThat(world.line().state()).isEqualTo("paused");
    }

    @Test
    void aQuestionOutlivesTheProcessThatAskedIt() {
        world.millis = 80;
        world.pass(31);
        world.millis = 20;
        world.away(Duration.ofSeconds(1));

        world.pass(400);

        assertThat(world.line().state()).isEqualTo("paused");
        assertThat(world.goOn("seen")).isPresent();
    }

    @Test
    void aRollbackByHandEndsIt() {
        world.pass(60);
        world.cross(Side.SOURCE, "linus");

        world.pass(1);

        assertThat(world.isObserved()).isFalse();
        assertThat(world.last().end())
                .get()
                .returns(Observed.How.ROLLED_BACK, Observed.End::how)
                .returns("asked for by linus", Observed.End::because);
    }

    @Test
    void whatWasSettledSaysNothingOfTheNextCutover() {
        world.pass(300);
        world.cross(Side.SOURCE, "linus");

        world.cutOver();

        assertThat(world.isObserved()).isFalse();
        assertThat(world.unsettled()).contains("nobody has looked at the cutover yet");
    }

    @Test
    void anotherCutoverIsObservedAnew() {
        world.pass(60);
        world.cross(Side.SOURCE, "linus");
        world.pass(60);
        world.cutOver();

        world.pass(300);

        assertThat(world.line().state()).isEqualTo("settled");
        assertThat(world.last().since()).isEqualTo(world.line().since());
    }
}
