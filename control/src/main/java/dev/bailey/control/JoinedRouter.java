package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.router.HoldReport;
import dev.bailey.router.RouterMeter;
import dev.bailey.router.SideAnswers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A router in a process of its own, as far as it has been heard of. Confined to its {@link Fleet}. */
final class JoinedRouter {

    private static final Logger LOG = LoggerFactory.getLogger(JoinedRouter.class);

    /** A move sends two; more wait only where its moves fail one after the other within a lease. */
    private static final int WAITING_MAX = 16;

    private final String name;
    private final String service;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private RouterMessage.FromRouter word;
    private List<AnswerStatus.Direction> compared = List.of();
    private String instance;
    private @Nullable Link link;
    private long heardNanos;

    /** The way to it, for as long as its connection holds. */
    interface Link {

        void send(RouterMessage.FromControl message);

        void close(String because);
    }

    /** An order that it has not answered yet, and who waits for that. */
    private record Waiting(long order, CompletableFuture<Void> stage) {}

    JoinedRouter(
            String name, String service, String instance, Link link, RouterMessage.FromRouter word, long nowNanos) {
        this.name = name;
        this.service = service;
        this.instance = instance;
        this.link = link;
        this.word = word;
        this.heardNanos = nowNanos;
    }

    String name() {
        return name;
    }

    String service() {
        return service;
    }

    String address() {
        return word.address();
    }

    /** That it follows of a slice; empty where it knows none of that name. */
    Optional<Route> route(String slice) {
        return word.routes().stream()
                .filter(route -> route.slice().equals(slice))
                .findFirst();
    }

    /** Of that route; below every other where there is none. */
    long epoch(String slice) {
        return route(slice).map(Route::epoch).orElse(-1L);
    }

    /** Of the last route that came to it, whatever its slice. */
    long epoch() {
        return epoch(word.routes());
    }

    static long epoch(List<Route> routes) {
        return routes.stream().mapToLong(Route::epoch).max().orElse(-1);
    }

    RouterMeter.Snapshot traffic() {
        return word.traffic();
    }

    /** What the side made of its requests since the router's start; empty where it does not say. */
    Optional<SideAnswers> answers(Side side) {
        return Optional.ofNullable(word.answers()).map(answers -> answers.get(side));
    }

    /** What it knows of answers, each way. */
    List<AnswerStatus.Direction> compared() {
        return compared;
    }

    /** Tells it from another process of the same name, whose counts begin anew. */
    String incarnation() {
        return name + " " + instance;
    }

    List<HoldReport> holds() {
        return word.holds();
    }

    boolean isLinked() {
        return link != null;
    }

    boolean is(Link other) {
        return link == other;
    }

    String instance() {
        return instance;
    }

    boolean isInstance(String other) {
        return instance.equals(other);
    }

    Duration silent(long nowNanos) {
        return Duration.ofNanos(nowNanos - heardNanos);
    }

    boolean hasLease(long nowNanos) {
        return silent(nowNanos).compareTo(Fleet.LEASE) <= 0;
    }

    boolean isSeenLately(long nowNanos) {
        return silent(nowNanos).compareTo(Fleet.SEEN_LATELY) <= 0;
    }

    /** It is back, in the same process or a later one of the same name. */
    void linked(Link newLink, String newInstance, RouterMessage.FromRouter said, long nowNanos) {
        if (link != null) {
            link.close("it came again over another connection");
        }
        compared = instance.equals(newInstance) ? compared : List.of();
        link = newLink;
        instance = newInstance;
        heard(said, nowNanos);
    }

    void unlinked() {
        link = null;
    }

    void heard(RouterMessage.FromRouter said, long nowNanos) {
        word = said;
        compared = Optional.ofNullable(said.compared())
                .map(RouterMessage.Compared::directions)
                .orElse(compared);
        heardNanos = nowNanos;
        RouterMessage.Refusal refusal = said.refusal();
        for (Waiting each : List.copyOf(waiting)) {
            if (each.order == said.order()) {
                waiting.remove(each);
                if (refusal == null) {
                    each.stage.complete(null);
                } else {
                    each.stage.completeExceptionally(refusal.problem());
                }
            }
        }
    }

    /** What was lost with a connection and is out of date is not answered any more. */
    void giveUpAllBut(List<Long> orders) {
        for (Waiting each : List.copyOf(waiting)) {
            if (!orders.contains(each.order)) {
                waiting.remove(each);
                each.stage.completeExceptionally(new Problem(
                        Problem.Kind.UNREACHABLE, "router " + name + " lost its connection in the middle of it"));
            }
        }
    }

    boolean waitsFor(long order) {
        return waiting.stream().anyMatch(each -> each.order == order);
    }

    void send(RouterMessage.Order order) {
        if (link != null) {
            link.send(RouterMessage.FromControl.order(order));
        }
    }

    /** Completes when it has followed, or when its lease is over: whoever is silent for so long stops no move. */
    CompletionStage<Void> follow(RouterMessage.Order order, long nowNanos) {
        send(order);
        if (!hasLease(nowNanos)) {
            LOG.warn(
                    "router {} has been silent for {} s and is not waited for",
                    name,
                    silent(nowNanos).toSeconds());
            return CompletableFuture.completedFuture(null);
        }
        if (waiting.size() == WAITING_MAX) {
            return CompletableFuture.failedFuture(
                    new Problem(Problem.Kind.BUSY, "router " + name + " has answered none of its last orders"));
        }
        CompletableFuture<Void> stage = new CompletableFuture<>();
        waiting.add(new Waiting(order.number(), stage));
        return stage;
    }

    /** Lets go who waits for it, once its lease is over or it has left. */
    void pass(String because) {
        if (!waiting.isEmpty()) {
            LOG.warn("router {} is not waited for: {}", name, because);
        }
        while (!waiting.isEmpty()) {
            waiting.removeFirst().stage.complete(null);
        }
    }
}
