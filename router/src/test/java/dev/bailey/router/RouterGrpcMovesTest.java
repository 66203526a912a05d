package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bailey.core.Side;
import io.grpc.CallOptions;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls of gRPC while a side is changed, goes away, or is not there. */
@Timeout(30)
class RouterGrpcMovesTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofMillis(300);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void theNextCallOnTheSameConnectionGoesToTheOtherSide() throws Exception {
        try (GrpcWorld world = GrpcWorld.inClearText(folder)) {
            assertThat(world.client.ask(GrpcApplication.GREET, "one")).isEqualTo("source one");

            flip(world);

            assertThat(world.client.ask(GrpcApplication.GREET, "two")).isEqualTo("target two");
        }
    }

    @Test
    void aHeldCallIsReleasedToTheNewSideAndAnswered() throws Exception {
        try (GrpcWorld world = GrpcWorld.inClearText(folder)) {
            hold(world).join();
            CompletableFuture<String> held = world.client.asking(GrpcApplication.GREET, "hello");
            eventually("parked", () -> world.parked() == 1);

            flip(world);

            assertThat(held.join()).isEqualTo("target hello");
            assertThat(world.source.greeted("hello")).isZero();
            assertThat(world.target.greeted("hello")).isEqualTo(1);
        }
    }

    @Test
    void aStreamThatBeginsInAHoldIsReleasedAndTalksInTurns() throws Exception {
        try (GrpcWorld world = GrpcWorld.inClearText(folder)) {
            hold(world).join();
            GrpcAnswers answers = new GrpcAnswers();
            StreamObserver<String> chat = chat(world, answers);
            chat.onNext("one");
            eventually("parked", () -> world.parked() == 1);

            flip(world);
            eventually("answered", () -> answers.heard().size() == 1);
            chat.onNext("two");
            chat.onCompleted();

            assertThat(answers.end()).isEqualTo(Status.OK);
            assertThat(answers.heard()).containsExactly("target one", "target two");
        }
    }

    @Test
    void aCallThatARuleMakesAReadGoesOnInAHold() throws Exception {
        WriteRules rules = new WriteRules(List.of("POST /shop.Orders/Greet"), List.of());
        try (GrpcWorld world = GrpcWorld.inClearText(folder, settings -> settings.with(rules))) {
            hold(world).join();

            assertThat(world.client.ask(GrpcApplication.GREET, "hello")).isEqualTo("source hello");
        }
    }

    @Test
    void aStreamThatARuleMakesAReadMayBeSilentForLongerThanOneThatIsAWrite() throws Exception {
        WriteRules rules = new WriteRules(List.of("POST /shop.Orders/Chat"), List.of());
        Timeouts impatient = Timeouts.DEFAULT.with(dev.bailey.router.Timeout.PROGRESS, SOON);
        try (GrpcWorld reads = GrpcWorld.inClearText(
                        folder, settings -> settings.with(rules).with(impatient));
                GrpcWorld writes = GrpcWorld.inClearText(folder.resolve("w"), settings -> settings.with(impatient))) {
            GrpcAnswers ofRead = new GrpcAnswers();
            GrpcAnswers ofWrite = new GrpcAnswers();
            StreamObserver<String> read = chat(reads, ofRead);
            read.onNext("one");
            eventually("answered", () -> ofRead.heard().size() == 1);
            chat(writes, ofWrite).onNext("one");

            assertThat(ofWrite.end().isOk()).isFalse();
            read.onNext("two");
            read.onCompleted();

            assertThat(ofRead.end()).isEqualTo(Status.OK);
            assertThat(ofRead.heard()).containsExactly("source one", "source two");
        }
    }

    @Test
    void aStreamInFlightKeepsTheHoldWaitingUntilItEnds() throws Exception {
        try (GrpcWorld world = GrpcWorld.inClearText(folder)) {
            GrpcAnswers answers = new GrpcAnswers();
            StreamObserver<String> chat = chat(world, answers);
            chat.onNext("one");
            eventually("answered", () -> answers.heard().size() == 1);

            CompletableFuture<Void> held = hold(world);
            assertThat(world.router.unfinished("everyone").toCompletableFuture().join())
                    .contains("POST /shop.Orders/Chat");
            assertThat(held).isNotDone();
            chat.onCompleted();

            held.join();
            assertThat(answers.end()).isEqualTo(Status.OK);
        }
    }

    @Test
    void aStreamThatIsCutForAHoldIsCancelledAtItsServerAndUnavailableToItsClient() throws Exception {
        HoldLimits cutting = HoldLimits.DEFAULT.closingStraysAfter(SOON);
        try (GrpcWorld world = GrpcWorld.inClearText(folder, settings -> settings.with(cutting))) {
            GrpcAnswers answers = new GrpcAnswers();
            chat(world, answers).onNext("one");
            eventually("answered", () -> answers.heard().size() == 1);

            hold(world).join();

            assertThat(answers.end().isOk()).isFalse();
            eventually("cancelled", () -> world.source.cancelled().contains("Chat"));
        }
    }

    @Test
    void aServerThatGoesAwayEndsItsCallsAndTheNextOnesAreUnavailable() throws Exception {
        try (GrpcWorld world = GrpcWorld.inClearText(folder)) {
            CompletableFuture<String> running = world.client.asking(GrpcApplication.WAIT, "long");
            eventually("begun", () -> world.source.begun().contains("Wait"));

            world.source.goAway();
            eventually("away", () -> isUnavailable(world));
            world.source.letWaitingCallsBeAnswered();

            assertThat(running.join()).isEqualTo("source long");
            assertThat(world.source.greeted("long")).isEqualTo(1);
        }
    }

    @Test
    void aServerThatGoesAwayLosesNoCallOfASideThatServes() throws Exception {
        try (GrpcWorld world = GrpcWorld.inClearText(folder)) {
            world.client.ask(GrpcApplication.GREET, "one");
            flip(world);
            world.source.goAway();

            assertThat(world.client.ask(GrpcApplication.GREET, "two")).isEqualTo("target two");
        }
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() throws Exception {
        try (GrpcWorld world = GrpcWorld.inClearText(folder)) {
            world.source.close();

            assertThat(isUnavailable(world)).isTrue();
            // And known to be so.
            assertThat(isUnavailable(world)).isTrue();
        }
    }

    private static boolean isUnavailable(GrpcWorld world) {
        StatusRuntimeException failed = catchThrowableOfType(
                StatusRuntimeException.class, () -> world.client.ask(GrpcApplication.GREET, "late"));
        return failed != null && failed.getStatus().getCode() == Status.Code.UNAVAILABLE;
    }

    private static CompletableFuture<Void> hold(GrpcWorld world) {
        return world.router
                .hold(world.router.confirmed("everyone").hold(1), LONG)
                .toCompletableFuture();
    }

    private static void flip(GrpcWorld world) {
        world.router.publish(World.to(Side.TARGET, 2)).toCompletableFuture().join();
    }

    private static StreamObserver<String> chat(GrpcWorld world, GrpcAnswers answers) {
        return ClientCalls.asyncBidiStreamingCall(
                world.client.channel().newCall(GrpcApplication.CHAT, CallOptions.DEFAULT), answers);
    }
}
