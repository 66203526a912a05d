package dev.bailey.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.router.ListenAddress;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a running migration answers on its control address: status, report, moves and reloads for those who hold its
 * token. The token is made at each start and lies in {@code api.json}, which only its owner may read; who asked for one
 * is written into the journal.
 */
public final class Api implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Api.class);

    private static final String TABLES = "/api/tables/";
    private static final String RELOAD = "/reload";
    private static final Set<String> ANY = Set.of("0.0.0.0", "::");

    /** A comparison may take hours; Vert.x would warn of each second past its first minute. */
    private static final long WORK_HOURS_MAX = 24;

    private static final int START_LIMIT_SECONDS = 10;
    private static final int WHO_LENGTH_MAX = 100;

    private final Migration migration;
    private final StateFolder folder;
    private final String token = JoinToken.random();
    private final FleetDoor routers;
    private final ObjectMapper json = JsonText.mapper();
    private final ListenAddress listen;
    private final Vertx vertx = Vertx.vertx(
            new VertxOptions().setMaxWorkerExecuteTimeUnit(TimeUnit.HOURS).setMaxWorkerExecuteTime(WORK_HOURS_MAX));
    private final HttpServer server;

    /**
     * Starts answering, and says in the state folder where.
     *
     * @param parts what routers in processes of their own are told of the plan, by service
     */
    public static Api start(Migration migration, ListenAddress listen, StateFolder folder, Map<String, String> parts) {
        return new Api(
                migration,
                listen,
                folder,
                new FleetDoor(migration.name(), migration.fleet(), JoinToken.of(folder), parts));
    }

    private Api(Migration migration, ListenAddress listen, StateFolder folder, FleetDoor routers) {
        this.routers = routers;
        this.migration = migration;
        this.folder = folder;
        this.listen = listen;
        try {
            this.server = vertx.createHttpServer(
                            new HttpServerOptions().setHost(listen.host()).setPort(listen.port()))
                    .requestHandler(this::answer)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_LIMIT_SECONDS, TimeUnit.SECONDS);
            StateFolder.writePrivately(folder.api(), json.writeValueAsString(Map.of("url", url(), "token", token)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            vertx.close();
            throw new Problem(Problem.Kind.FAILED, "interrupted while opening the control address", e);
        } catch (ExecutionException | TimeoutException e) {
            vertx.close();
            throw new Problem(
                    Problem.Kind.UNFIT,
                    "cannot listen on " + listen + " for status and commands: " + why(e)
                            + "; set control.listen in the plan to a free port",
                    e);
        } catch (IOException e) {
            vertx.close();
            throw new Problem(Problem.Kind.UNFIT, "cannot write " + folder.api() + ": " + e.getMessage(), e);
        }
    }

    private static String why(Exception e) {
        Throwable cause = e.getCause();
        return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }

    private String url() {
        return "http://" + new ListenAddress(listen.host(), server.actualPort());
    }

    /** The page for people, with the key to it. */
    public String pageUrl() {
        String host = ANY.contains(listen.host()) ? ListenAddress.LOOPBACK.host() : listen.host();
        return "http://" + new ListenAddress(host, server.actualPort()) + "/#" + token;
    }

    private void answer(HttpServerRequest request) {
        String path = request.path();
        if (!path.startsWith("/api/")) {
            DashboardFiles.answer(request);
        } else if (path.equals(FleetDoor.PATH)) {
            routers.open(request)
                    .ifPresent(refused -> answer(
                            request.response(), refused.status(), Map.of("because", List.of(refused.because()))));
        } else if (!mayAsk(request)) {
            answer(request.response(), 401, Map.of("because", List.of("the token is missing or wrong")));
        } else {
            request.body()
                    .compose(body -> vertx.executeBlocking(() -> carryOut(request), /* ordered= */ false))
                    .onSuccess(answer -> answer(request.response(), answer.status(), answer.body()))
                    .onFailure(failure -> answer(
                            request.response(), 500, Map.of("outcome", "failed", "because", List.of(said(failure)))));
        }
    }

    private record Answer(int status, Object body) {}

    private Answer carryOut(HttpServerRequest request) throws InterruptedException {
        String path = request.path();
        boolean isPost = request.method().equals(HttpMethod.POST);
        String moves = "/api/slices/" + Plan.EVERYONE + "/";
        if (!isPost && path.equals("/api/status")) {
            return new Answer(200, migration.status());
        }
        if (!isPost && path.equals("/api/report")) {
            return new Answer(200, migration.report());
        }
        if (isPost && path.equals("/api/verify")) {
            return new Answer(200, VerdictLines.of(migration.verify()));
        }
        if (isPost && path.equals(moves + "cutover")) {
            return moved(migration.move(Side.TARGET, who(request)));
        }
        if (isPost && path.equals(moves + "rollback")) {
            return moved(migration.move(Side.SOURCE, who(request)));
        }
        if (isPost && path.equals("/api/throttle")) {
            return throttle(request);
        }
        if (isPost && path.equals("/api/conflicts/retry")) {
            return gone(migration.conflicts().retry(who(request)), "no stream has halted at a conflict");
        }
        if (isPost && path.equals("/api/conflicts/heal")) {
            return heal(request);
        }
        if (isPost && path.startsWith(TABLES) && path.endsWith(RELOAD)) {
            return reload(request);
        }
        String because = path.startsWith("/api/slices/")
                ? "there is no such slice: in this version there is one, " + Plan.EVERYONE
                : "there is no " + request.method() + " " + path;
        return new Answer(404, Map.of("because", List.of(because)));
    }

    private Answer throttle(HttpServerRequest request) {
        Optional<Throttling> throttling = Throttling.of(String.valueOf(request.getParam("speed")));
        if (throttling.isEmpty()) {
            return new Answer(404, Map.of("because", List.of("a speed is like 20MB, off or auto")));
        }
        migration.throttle(throttling.get(), who(request));
        return new Answer(
                200, Map.of("outcome", "done", "speed", throttling.get().toString()));
    }

    private Answer heal(HttpServerRequest request) {
        String id = String.valueOf(request.getParam("id"));
        if (id.equals("all")) {
            return gone(migration.conflicts().healAll(who(request)), "no stream has halted at a conflict");
        }
        Optional<ConflictId> conflict = ConflictId.of(id);
        if (conflict.isEmpty()) {
            return new Answer(404, Map.of("because", List.of("a conflict's number is like orders/target/17, or all")));
        }
        return gone(
                migration.conflicts().heal(conflict.get(), who(request)),
                "no stream stands before " + conflict.get() + "; halted are "
                        + migration.conflicts().waiting());
    }

    private static Answer gone(List<ConflictId> conflicts, String otherwise) {
        return conflicts.isEmpty()
                ? new Answer(409, Map.of("outcome", "closed", "because", List.of(otherwise)))
                : new Answer(
                        200,
                        Map.of(
                                "outcome",
                                "done",
                                "conflicts",
                                conflicts.stream().map(ConflictId::toString).toList()));
    }

    private Answer reload(HttpServerRequest request) {
        String path = request.path();
        String table = path.length() < TABLES.length() + RELOAD.length()
                ? ""
                : URLDecoder.decode(
                        path.substring(TABLES.length(), path.length() - RELOAD.length()), StandardCharsets.UTF_8);
        String store = request.getParam("store", "");
        ReloadAnswer answer = migration.reload(store, table, who(request));
        if (answer instanceof ReloadAnswer.Started started) {
            return new Answer(
                    200,
                    Map.of(
                            "outcome", "started",
                            "store", started.store(),
                            "table", started.table().toString()));
        }
        if (answer instanceof ReloadAnswer.Refused refused) {
            return new Answer(409, Map.of("outcome", "closed", "because", List.of(refused.because())));
        }
        List<String> tables = ((ReloadAnswer.NotThere) answer).tables();
        return new Answer(
                404,
                Map.of(
                        "because",
                        List.of("no table " + table + " is moved" + (store.isEmpty() ? "" : " in store " + store)),
                        "tables",
                        tables));
    }

    private static Answer moved(FlipAnswer answer) {
        if (answer instanceof FlipAnswer.Done done) {
            return new Answer(200, Map.of("outcome", "done", "flip", StatusView.flip(done.move())));
        }
        if (answer instanceof FlipAnswer.GivenUp givenUp) {
            Status.FlipLine flip = StatusView.flip(givenUp.move());
            return new Answer(500, Map.of("outcome", "failed", "because", List.of(flip.because()), "flip", flip));
        }
        FlipAnswer.Closed closed = (FlipAnswer.Closed) answer;
        return new Answer(409, Map.of("outcome", "closed", "because", closed.because()));
    }

    private boolean mayAsk(HttpServerRequest request) {
        return JoinToken.isBearer(request.getHeader("Authorization"), token);
    }

    private static String who(HttpServerRequest request) {
        String who = request.getHeader("X-Bailey-User");
        String name = who == null || who.isBlank() ? "someone with the token" : who;
        return name.substring(0, Math.min(name.length(), WHO_LENGTH_MAX));
    }

    private void answer(HttpServerResponse response, int status, Object body) {
        if (response.ended() || response.closed()) {
            return;
        }
        try {
            response.setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Cache-Control", "no-store")
                    .end(json.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            LOG.error("an answer cannot be written as JSON", e);
            response.setStatusCode(500).end();
        }
    }

    private static String said(Throwable failure) {
        if (!(failure instanceof Problem)) {
            LOG.error("a bug while answering", failure);
        }
        return String.valueOf(failure.getMessage());
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(folder.api());
        } catch (IOException e) {
            LOG.warn("{} stays behind: {}", folder.api(), e.getMessage());
        }
        vertx.close();
    }
}
