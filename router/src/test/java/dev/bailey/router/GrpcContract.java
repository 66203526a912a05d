package dev.bailey.router;

import static dev.bailey.router.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What gRPC promises its users, kept with the router between. */
@Timeout(30)
abstract class GrpcContract {

    private static final int MEGABYTES_8 = 8_000_000;
    private static final Metadata.Key<String> SIDE = Metadata.Key.of("x-bailey-side", Metadata.ASCII_STRING_MARSHALLER);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private GrpcWorld world;

    abstract GrpcWorld world(Path home) throws Exception;

    @BeforeEach
    void start() throws Exception {
        world = world(folder);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void aCallIsAnswered() {
        assertThat(world.client.ask(GrpcApplication.GREET, "näh")).isEqualTo("source näh");
    }

    @Test
    void metadataComesThroughBothWays() {
        Metadata sent = new Metadata();
        sent.put(GrpcApplication.NOTE, "a note");
        sent.put(GrpcApplication.TOKEN, new byte[] {0, 1, -1});
        AtomicReference<Metadata> head = new AtomicReference<>(new Metadata());
        AtomicReference<Metadata> trailers = new AtomicReference<>(new Metadata());

        ClientCalls.blockingUnaryCall(
                world.client.with(sent, head, trailers), GrpcApplication.GREET, CallOptions.DEFAULT, "hello");

        for (AtomicReference<Metadata> part : List.of(head, trailers)) {
            Metadata told = Objects.requireNonNull(part.get());
            assertThat(told.get(GrpcApplication.NOTE)).isEqualTo("a note, source");
            assertThat(told.get(GrpcApplication.TOKEN)).containsExactly(0, 1, -1);
        }
        assertThat(Objects.requireNonNull(head.get()).get(SIDE)).isEqualTo("source");
    }

    @Test
    void aServerThatStreamsIsHeardInOrder() {
        assertThat(world.client.all(GrpcApplication.COUNT, "300"))
                .hasSize(300)
                .startsWith("1", "2", "3")
                .endsWith("299", "300");
    }

    @Test
    void aClientThatStreamsIsHeardInFull() {
        GrpcAnswers answers = new GrpcAnswers();
        StreamObserver<String> measured = ClientCalls.asyncClientStreamingCall(
                world.client.channel().newCall(GrpcApplication.MEASURE, CallOptions.DEFAULT), answers);

        for (int message = 0; message < 300; message++) {
            measured.onNext("x".repeat(1_000));
        }
        measured.onCompleted();

        assertThat(answers.end()).isEqualTo(Status.OK);
        assertThat(answers.heard()).containsExactly("300000 letters in 300");
    }

    @Test
    void bothSidesTalkInTurns() {
        GrpcAnswers answers = new GrpcAnswers();
        StreamObserver<String> chat = chat(answers);

        for (int turn = 1; turn <= 20; turn++) {
            chat.onNext("message " + turn);
            int heard = turn;
            eventually("answered", () -> answers.heard().size() == heard);
        }
        chat.onCompleted();

        assertThat(answers.end()).isEqualTo(Status.OK);
        assertThat(answers.heard()).startsWith("source message 1").endsWith("source message 20");
    }

    @Test
    void anErrorWithoutAnAnswerComesWithItsWordsAndItsMetadata() {
        StatusRuntimeException failed = failureOf("FAILED_PRECONDITION");

        assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(failed.getStatus().getDescription()).isEqualTo("näh, 100 %");
        assertThat(failed.getTrailers().get(GrpcApplication.NOTE)).isEqualTo("from source");
        assertThat(failed.getTrailers().get(GrpcApplication.TOKEN)).containsExactly(0, 1, -1);
    }

    @Test
    void anErrorBehindAnswersComesBehindThem() {
        GrpcAnswers answers = new GrpcAnswers();
        ClientCalls.asyncServerStreamingCall(
                world.client.channel().newCall(GrpcApplication.BREAK, CallOptions.DEFAULT), "half a table", answers);

        assertThat(answers.end().getCode()).isEqualTo(Status.Code.DATA_LOSS);
        assertThat(answers.end().getDescription()).isEqualTo("half a table");
        assertThat(answers.heard()).containsExactly("1", "2");
    }

    @Test
    void theServerKnowsTheDeadlineAndHearsWhenItHasPassed() {
        StatusRuntimeException failed = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> world.client.ask(
                        GrpcApplication.WAIT,
                        CallOptions.DEFAULT.withDeadlineAfter(500, TimeUnit.MILLISECONDS),
                        "late"));

        assertThat(failed.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(world.source.millisLeft()).isBetween(0L, 500L);
        eventually("cancelled", () -> world.source.cancelled().contains("Wait"));
    }

    @Test
    void aCallThatIsCancelledIsCancelledAtTheServer() {
        ClientCall<String, String> call = world.client.channel().newCall(GrpcApplication.CHAT, CallOptions.DEFAULT);
        GrpcAnswers answers = new GrpcAnswers();
        ClientCalls.asyncBidiStreamingCall(call, answers).onNext("hello");
        eventually("answered", () -> answers.heard().size() == 1);

        call.cancel("changed my mind", null);

        eventually("cancelled", () -> world.source.cancelled().contains("Chat"));
        assertThat(world.client.ask(GrpcApplication.GREET, "next")).isEqualTo("source next");
    }

    @Test
    void aCallThatHasSaidEverythingIsCancelledAtTheServerToo() {
        ClientCall<String, String> call = world.client.channel().newCall(GrpcApplication.WAIT, CallOptions.DEFAULT);
        GrpcAnswers answers = new GrpcAnswers();
        ClientCalls.asyncUnaryCall(call, "hello", answers);
        eventually("begun", () -> world.source.begun().contains("Wait"));

        call.cancel("changed my mind", null);

        eventually("cancelled", () -> world.source.cancelled().contains("Wait"));
        assertThat(world.router.meter().snapshot().source().inFlight()).isZero();
    }

    @Test
    void largeMessagesComeThroughBothWays() {
        assertThat(world.client.ask(GrpcApplication.WRITE, Integer.toString(MEGABYTES_8)))
                .hasSize(MEGABYTES_8);
        assertThat(world.client.ask(GrpcApplication.GREET, "x".repeat(MEGABYTES_8)))
                .hasSize("source ".length() + MEGABYTES_8);
    }

    @Test
    void aClientThatReadsNothingHoldsTheServerBackAndNobodyElse() {
        GrpcAnswers answers = new GrpcAnswers();
        ClientCall<String, String> call = world.client.channel().newCall(GrpcApplication.POUR, CallOptions.DEFAULT);
        Slow slow = new Slow(answers);
        slow.begin(call);
        eventually("poured", () -> world.source.poured() > 0);

        // Calls that go to and fro meanwhile leave the server all the time it could want.
        for (int turn = 0; turn < 200; turn++) {
            assertThat(world.client.ask(GrpcApplication.GREET, "next")).isEqualTo("source next");
        }

        assertThat(world.source.poured()).isLessThan(200);
        call.request(2_000);
        assertThat(answers.end()).isEqualTo(Status.OK);
        assertThat(answers.heard()).hasSize(1_000);
    }

    @Test
    void manyCallsShareTheConnectionsThatThereAre() {
        List<CompletableFuture<String>> calls = new ArrayList<>();
        for (int call = 0; call < 500; call++) {
            calls.add(world.client.asking(GrpcApplication.GREET, Integer.toString(call)));
        }

        for (int call = 0; call < 500; call++) {
            assertThat(calls.get(call).join()).isEqualTo("source " + call);
            assertThat(world.source.greeted(Integer.toString(call))).isEqualTo(1);
        }
    }

    private StreamObserver<String> chat(GrpcAnswers answers) {
        return ClientCalls.asyncBidiStreamingCall(
                world.client.channel().newCall(GrpcApplication.CHAT, CallOptions.DEFAULT), answers);
    }

    private StatusRuntimeException failureOf(String code) {
        return catchThrowableOfType(StatusRuntimeException.class, () -> world.client.ask(GrpcApplication.FAIL, code));
    }

    /** Takes no message before it is asked to. */
    private static final class Slow extends ClientCall.Listener<String> {

        private final GrpcAnswers answers;

        Slow(GrpcAnswers answers) {
            this.answers = answers;
        }

        void begin(ClientCall<String, String> call) {
            call.start(this, new Metadata());
            call.sendMessage("");
            call.halfClose();
        }

        @Override
        public void onMessage(String message) {
            answers.onNext(message);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (status.isOk()) {
                answers.onCompleted();
            } else {
                answers.onError(status.asRuntimeException());
            }
        }
    }
}
