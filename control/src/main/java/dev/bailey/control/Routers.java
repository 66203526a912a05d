package dev.bailey.control;

import dev.bailey.core.Route;
import dev.bailey.core.Traffic;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** All routers of a migration as one; where there is none, the route is what was decided last. Thread-safe. */
final class Routers implements Traffic {

    private final List<? extends Traffic> routers;
    private final Supplier<Route> decided;

    Routers(List<? extends Traffic> routers, Supplier<Route> decided) {
        this.routers = List.copyOf(routers);
        this.decided = decided;
    }

    @Override
    public Route confirmed() {
        return routers.stream()
                .map(Traffic::confirmed)
                .min(Comparator.comparingLong(Route::epoch))
                .orElseGet(decided);
    }

    @Override
    public CompletionStage<Void> hold(Route held, Duration limit) {
        return all(router -> router.hold(held, limit));
    }

    @Override
    public CompletionStage<Void> publish(Route route) {
        return all(router -> router.publish(route));
    }

    @Override
    public CompletionStage<String> unfinished() {
        List<CompletableFuture<String>> told = routers.stream()
                .map(Traffic::unfinished)
                .map(CompletionStage::toCompletableFuture)
                .toList();
        return CompletableFuture.allOf(told.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> told.stream()
                        .map(CompletableFuture::join)
                        .filter(sentence -> !sentence.isEmpty())
                        .collect(Collectors.joining("; ")));
    }

    private CompletionStage<Void> all(Function<Traffic, CompletionStage<Void>> call) {
        return CompletableFuture.allOf(routers.stream()
                .map(call)
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new));
    }
}
