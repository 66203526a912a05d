package dev.bailey.router;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a client hears on one call. Thread-safe. */
final class GrpcAnswers implements StreamObserver<String> {

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();

    List<String> heard() {
        return heard;
    }

    /** How the call ended. */
    Status end() {
        return end.join();
    }

    boolean hasEnded() {
        return end.isDone();
    }

    @Override
    public void onNext(String words) {
        heard.add(words);
    }

    @Override
    public void onError(Throwable broken) {
        end.complete(Status.fromThrowable(broken));
    }

    @Override
    public void onCompleted() {
        end.complete(Status.OK);
    }

    /** Gives the first answer to somebody, or why there is none. */
    static StreamObserver<String> first(CompletableFuture<String> answer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(String words) {
                answer.complete(words);
            }

            @Override
            public void onError(Throwable broken) {
                answer.completeExceptionally(broken);
            }

            @Override
            public void onCompleted() {
                answer.completeExceptionally(new IllegalStateException("ended without an answer"));
            }
        };
    }
}
