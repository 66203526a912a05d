package dev.bailey.control;

import dev.bailey.core.Problem;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.router.HoldReport;
import dev.bailey.router.Router;
import dev.bailey.router.Trouble;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way from a router in a process of its own to the control plane: joins, follows its orders, says once a second how
 * it stands, and comes again for as long as it is open. What the router does without it is the router's own affair.
 * Thread-safe; what happens on the connection is confined to one event loop.
 */
public final class RouterLink implements AutoCloseable {

    private static final Duration SPEAK_EVERY = Duration.ofSeconds(1);

    /** While requests are parked, people wait for what becomes of them. */
    private static final Duration TICK = Duration.ofMillis(200);

    /** A control plane that answers nothing for so long is gone, or the way to it is. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(3);

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final long AGAIN_MILLIS = 100;
    private static final long AGAIN_MILLIS_MAX = 1_000;
    private static final long LEAVE_MILLIS_MAX = 1_000;
    private static final int HOLDS_SAID = 4;
    private static final int TROUBLES_SAID = 32;
    private static final int HTTP_PORT = 80;

    private final Join join;
    private final Consumer<String> news;
    private final Vertx vertx;
    private final Context loop;
    private final WebSocketClient client;
    private final String instance = UUID.randomUUID().toString();
    private final CompletableFuture<RouterWelcome> welcome = new CompletableFuture<>();
    private @Nullable WebSocket socket;
    private @Nullable Served served;

    /** What was said first on this connection; null before that. */
    private @Nullable RouterWelcome said;

    /** What the router goes by. It says nothing while that is not what was said, for a word lets it take part. */
    private @Nullable RouterWelcome followed;

    private String lastNews = "";
    private long againMillis = AGAIN_MILLIS;
    private long heardNanos;
    private long spokenNanos;
    /** The last of the troubles that were over and said on this connection, before which all were. */
    private long troublesSaid;

    private boolean closed;

    /**
     * Who joins whom.
     *
     * @param control address of the control plane, {@code http://host:port}
     * @param token of the migration's {@code join.token}
     * @param name by which people know the router
     * @param service empty for the only one
     */
    public record Join(URI control, String token, String name, String service) {

        public Join {
            if (!"http".equals(control.getScheme()) || control.getHost() == null) {
                throw new IllegalArgumentException("a control plane is joined at http://host:port, not " + control);
            }
            if (!FleetDoor.NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("a router's name is like \"edge-1\", not \"" + name + "\"");
            }
        }

        /** Leaves out the token. */
        @Override
        public String toString() {
            return name + " at " + control;
        }
    }

    private record Served(Router router, String address, Follower follower, Optional<JoinedAnswers> answers) {}

    /** Follows what the control plane says when it comes back, perhaps with another plan. */
    @FunctionalInterface
    public interface Follower {
        /**
         * Called on the link's event loop.
         *
         * @return done when the router may take part in moves again; failed when it may not
         */
        CompletionStage<Void> follow(RouterWelcome told);
    }

    /**
     * Begins to join.
     *
     * @param news told in a sentence when the control plane is there, and when it is not
     */
    public static RouterLink open(Join join, Consumer<String> news) {
        RouterLink link = new RouterLink(join, news);
        link.loop.runOnContext(begin -> link.connect());
        return link;
    }

    private RouterLink(Join join, Consumer<String> news) {
        this.join = join;
        this.news = news;
        this.vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
        this.loop = vertx.getOrCreateContext();
        this.client =
                vertx.createWebSocketClient(new WebSocketClientOptions().setMaxMessageSize(RouterWelcome.LENGTH_MAX));
        vertx.setPeriodic(TICK.toMillis(), due -> loop.runOnContext(now -> tick()));
    }

    /** What the control plane says first; fails with a {@link Problem} where it refuses this router for good. */
    public CompletionStage<RouterWelcome> welcome() {
        return welcome;
    }

    /**
     * From here on the router follows the control plane, and takes part in its moves.
     *
     * @param address where clients reach it
     * @param follower told whatever is said after {@link #welcome}
     * @param answers what compares the answers of both sides, closed with the link; empty where nothing does
     */
    public void serve(Router router, String address, Follower follower, Optional<JoinedAnswers> answers) {
        answers.ifPresent(compared -> compared.speaksBy(() -> loop.runOnContext(now -> speak())));
        loop.runOnContext(now -> {
            served = new Served(router, address, follower, answers);
            if (Objects.equals(said, followed)) {
                speak();
            } else {
                heed(served);
            }
        });
    }

    private void connect() {
        if (closed) {
            return;
        }
        String query = "?version=" + RouterMessage.VERSION + "&name=" + encoded(join.name) + "&service="
                + encoded(join.service) + "&instance=" + instance;
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost(join.control.getHost())
                .setPort(join.control.getPort() < 0 ? HTTP_PORT : join.control.getPort())
                .setURI(FleetDoor.PATH + query)
                .setConnectTimeout(CONNECT.toMillis())
                .setTimeout(CONNECT.toMillis())
                .putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + join.token);
        client.connect(options)
                .onComplete(done -> loop.runOnContext(now -> {
                    if (done.succeeded()) {
                        connected(done.result());
                    } else {
                        refused(done.cause());
                    }
                }));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void connected(WebSocket fresh) {
        if (closed) {
            fresh.close();
            return;
        }
        socket = fresh;
        said = null;
        troublesSaid = 0;
        heardNanos = System.nanoTime();
        fresh.textMessageHandler(text -> {
            if (socket == fresh) {
                heard(text);
            }
        });
        fresh.exceptionHandler(broken -> {});
        fresh.closeHandler(gone -> lost(fresh));
        if (fresh.isClosed()) {
            lost(fresh);
        }
    }

    private void refused(Throwable failure) {
        if (failure instanceof UpgradeRejectedException said) {
            String because = "the control plane at " + join.control + " answers " + said.getStatus()
                    + (said.getBody() == null ? "" : ": " + said.getBody());
            Problem.Kind kind = said.getStatus() == 401 ? Problem.Kind.DENIED : Problem.Kind.UNFIT;
            welcome.completeExceptionally(new Problem(kind, because));
            tell(because);
        } else {
            tell("the control plane at " + join.control + " cannot be reached: " + failure.getMessage());
        }
        comeAgain();
    }

    private void lost(WebSocket gone) {
        if (socket == gone) {
            socket = null;
            String reason = gone.closeReason();
            tell("the control plane at " + join.control + " is gone" + (reason == null ? "" : ": " + reason));
            comeAgain();
        }
    }

    private void comeAgain() {
        if (!closed) {
            vertx.setTimer(againMillis, due -> loop.runOnContext(now -> connect()));
            againMillis = Math.min(AGAIN_MILLIS_MAX, againMillis * 2);
        }
    }

    private void heard(String text) {
        heardNanos = System.nanoTime();
        RouterMessage.FromControl message;
        try {
            message = RouterMessage.Wire.read(text, RouterMessage.FromControl.class);
        } catch (Problem notUnderstood) {
            tell(String.valueOf(notUnderstood.getMessage()));
            return;
        }
        RouterWelcome told = message.welcome();
        if (told != null) {
            againMillis = AGAIN_MILLIS;
            tell("joined migration " + told.migration() + " at " + join.control);
            said = told;
            if (welcome.complete(told)) {
                followed = told;
            } else if (served != null) {
                heed(served);
            }
        }
        RouterMessage.Order order = message.order();
        if (order != null) {
            follow(order);
        }
        RouterMessage.Comparing comparing = message.comparing();
        if (comparing != null && served != null) {
            served.answers.ifPresent(answers -> answers.heard(comparing));
        }
    }

    private void heed(Served router) {
        RouterWelcome told = said;
        if (told != null) {
            router.follower
                    .follow(told)
                    .whenComplete((done, failure) -> loop.runOnContext(now -> {
                        if (failure == null) {
                            followed = told;
                            speak();
                        }
                    }));
        }
    }

    private void follow(RouterMessage.Order order) {
        if (served == null) {
            return; // it says its first word when it serves, and is sent what it lacks
        }
        Route route = order.route();
        CompletionStage<Void> stage = route.held()
                ? served.router.hold(route, Duration.ofMillis(order.limitMillis()))
                : served.router.publish(route);
        stage.whenComplete((done, failure) -> loop.runOnContext(now -> speak(
                order.number(), failure == null ? null : RouterMessage.Refusal.of(failure), /* leaving= */ false)));
    }

    private void tick() {
        long now = System.nanoTime();
        if (socket != null && now - heardNanos > SILENCE_MAX.toNanos()) {
            WebSocket silent = socket;
            lost(silent);
            silent.close();
        } else if (served != null && (now - spokenNanos >= SPEAK_EVERY.toNanos() || isHolding(served.router))) {
            speak();
        }
    }

    private static boolean isHolding(Router router) {
        return router.routes().stream().anyMatch(Route::held)
                || router.meter().lastHold().map(hold -> hold.parked() > 0).orElse(false);
    }

    private void speak() {
        speak(RouterMessage.Order.NOBODY_WAITS, null, /* leaving= */ false);
    }

    private void speak(long order, RouterMessage.@Nullable Refusal refusal, boolean leaving) {
        if (socket == null || served == null || said == null || !said.equals(followed) || socket.isClosed()) {
            return;
        }
        List<HoldReport> holds = served.router.meter().holds();
        RouterMessage.FromRouter word = new RouterMessage.FromRouter(
                served.address,
                served.router.routes(),
                order,
                refusal,
                leaving,
                served.router.meter().snapshot(),
                holds.subList(Math.max(0, holds.size() - HOLDS_SAID), holds.size()),
                Map.of(
                        Side.SOURCE, served.router.meter().answers(Side.SOURCE),
                        Side.TARGET, served.router.meter().answers(Side.TARGET)),
                isHolding(served.router)
                        ? null
                        : served.answers.map(JoinedAnswers::say).orElse(null),
                troubles(served.router));
        spokenNanos = System.nanoTime();
        socket.writeTextMessage(RouterMessage.Wire.write(word));
    }

    /** Oldest first; what is not over is said again, and so is everything on a new connection. */
    private List<Trouble> troubles(Router router) {
        List<Trouble> unsaid = router.meter().troubles().stream()
                .filter(trouble -> trouble.number() > troublesSaid)
                .limit(TROUBLES_SAID)
                .toList();
        for (Trouble trouble : unsaid) {
            if (!trouble.over()) {
                break;
            }
            troublesSaid = trouble.number();
        }
        return unsaid;
    }

    private void tell(String sentence) {
        if (!closed && !sentence.equals(lastNews)) {
            lastNews = sentence;
            news.accept(sentence);
        }
    }

    /** Says that the router leaves, so that nobody waits for it. */
    @Override
    public void close() {
        CompletableFuture<Void> left = new CompletableFuture<>();
        loop.runOnContext(now -> {
            closed = true;
            if (served != null) {
                served.answers.ifPresent(JoinedAnswers::close);
            }
            WebSocket open = socket;
            if (open == null) {
                left.complete(null);
            } else {
                speak(RouterMessage.Order.NOBODY_WAITS, null, /* leaving= */ true);
                open.closeHandler(gone -> left.complete(null));
                open.close();
            }
        });
        left.completeOnTimeout(null, LEAVE_MILLIS_MAX, TimeUnit.MILLISECONDS).join();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LEAVE_MILLIS_MAX, TimeUnit.MILLISECONDS)
                .exceptionally(late -> null)
                .join();
    }
}
