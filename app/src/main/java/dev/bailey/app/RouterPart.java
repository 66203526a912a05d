package dev.bailey.app;

import dev.bailey.control.RouterWelcome;
import dev.bailey.core.Problem;
import dev.bailey.router.Router;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The part of the plan that a running router goes by. Other members of its slices it takes as they come; of all else
 * that is new it says that it has to be started again. Thread-safe.
 */
final class RouterPart {

    private final Router router;
    private final RouterFolder folder;
    private final Consumer<String> news;

    /** Its slices are the router's; all else as it was when that began. */
    private volatile RouterWelcome serving;

    /** What is said after it is followed after it. Guarded by this. */
    private CompletionStage<Void> last = CompletableFuture.completedFuture(null);

    /** @param serving what the router began with */
    RouterPart(Router router, RouterWelcome serving, RouterFolder folder, Consumer<String> news) {
        this.router = router;
        this.folder = folder;
        this.news = news;
        this.serving = serving;
    }

    /**
     * The control plane is back, perhaps with another plan. Returns at once: reading a million tenants takes a while.
     *
     * @return done when this router goes by it as far as it can; failed when it is the plan of another router
     */
    synchronized CompletionStage<Void> follow(RouterWelcome told) {
        if (!told.migration().equals(serving.migration()) || !told.service().equals(serving.service())) {
            String refusal = "this router serves " + serving.service() + " of migration " + serving.migration()
                    + ", and does not follow the control plane of " + told.service() + " of " + told.migration()
                    + ": give it another --state";
            news.accept(refusal);
            return CompletableFuture.failedFuture(new Problem(Problem.Kind.CONFLICT, refusal));
        }
        last = last.thenComposeAsync(before ->
                        told.part().equals(serving.part()) ? CompletableFuture.completedFuture(null) : changed(told))
                .exceptionally(failure -> {
                    news.accept("what is new in the plan cannot be followed: " + failure.getMessage());
                    return null;
                });
        return last;
    }

    private CompletionStage<Void> changed(RouterWelcome told) {
        folder.keep(told);
        PartText now = PartText.of(told);
        if (!now.others().equals(PartText.of(serving).others())) {
            news.accept("the plan says something new about " + told.service() + ": restart this router to follow it");
            return CompletableFuture.completedFuture(null);
        }
        return router.regroup(now.slices()).handle((regrouped, refused) -> {
            if (refused == null) {
                serving = told;
                news.accept("follows other lists or shares of the slices");
            } else {
                news.accept("the slices of the plan are others (" + refused.getMessage()
                        + "): restart this router to follow them");
            }
            return null;
        });
    }
}
