package dev.bailey.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailey.core.Problem;
import dev.bailey.router.ListenAddress;
import dev.bailey.runbook.People;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
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
 * token, and its figures for scrapers with a token of theirs. The token is made at each start and lies in
 * {@code api.json}, which only its owner may read; who asked for one is written into the journal.
 */
public final class Api implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Api.class);

    private static final String BEARER = "Bearer ";
    private static final String METRICS = "/metrics";
    private static final String FLAGS = "/ofrep/";

    /** More than any context of ours is. */
    private static final int FLAGS_BODY_MAX = 64 * 1024;

    private static final Set<String> ANY = Set.of("0.0.0.0", "::");

    /** A comparison may take hours; Vert.x would warn of each second past its first minute. */
    private static final long WORK_HOURS_MAX = 24;

    private static final int START_LIMIT_SECONDS = 10;
    private static final int WHO_LENGTH_MAX = 100;

    /** Some hundred keys of rows. */
    private static final int LINE_LENGTH_MAX = 64 * 1024;

    private final Migration migration;
    private final ApiCalls calls;
    private final People people;
    private final StateFolder folder;
    private final String token = JoinToken.random();
    private final JoinToken scrapers;
    private final JoinToken applications;
    private final Ofrep flags;
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
                new FleetDoor(migration.name(), migration.fleet(), JoinToken.of(folder), parts, migration.answers()));
    }

    private Api(Migration migration, ListenAddress listen, StateFolder folder, FleetDoor routers) {
        this.migration = migration;
        this.routers = routers;
        this.scrapers = JoinToken.forMetrics(folder);
        this.applications = JoinToken.forFlags(folder);
        this.flags = new Ofrep(migration.flags());
        this.calls = new ApiCalls(migration);
        this.people = migration.people();
        this.folder = folder;
        this.listen = listen;
        try {
            this.server = vertx.createHttpServer(new HttpServerOptions()
                            .setHost(listen.host())
                            .setPort(listen.port())
                            .setMaxInitialLineLength(LINE_LENGTH_MAX)
                            .setMaxWebSocketMessageSize(FleetDoor.WORD_BYTES_MAX))
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
        return ListenAddress.why(cause == null ? e : cause);
    }

    private String url() {
        return "http://" + new ListenAddress(listen.host(), server.actualPort());
    }

    /** The page for people, with the key to it. */
    public String pageUrl() {
        return address() + "/#" + token;
    }

    /** Where it is reached from this machine. */
    public URI address() {
        String host = ANY.contains(listen.host()) ? ListenAddress.LOOPBACK.host() : listen.host();
        return URI.create("http://" + new ListenAddress(host, server.actualPort()));
    }

    private void answer(HttpServerRequest request) {
        String path = request.path();
        if (path.equals(METRICS)) {
            answerScrape(request);
        } else if (path.startsWith(FLAGS)) {
            answerApplication(request);
        } else if (!path.startsWith("/api/")) {
            DashboardFiles.answer(request);
        } else if (path.equals(FleetDoor.PATH)) {
            routers.open(request)
                    .ifPresent(refused -> answer(
                            request.response(), refused.status(), Map.of("because", List.of(refused.because()))));
        } else {
            caller(request)
                    .ifPresentOrElse(
                            caller -> answer(request, caller),
                            () -> answer(
                                    request.response(),
                                    401,
                                    Map.of("because", List.of("the token is missing or wrong"))));
        }
    }

    private void answerScrape(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (!scrapers.opens(request.getHeader("Authorization"))
                && caller(request).isEmpty()) {
            response.setStatusCode(401)
                    .putHeader("WWW-Authenticate", "Bearer")
                    .end("show the token that lies in " + folder.metricsToken().getFileName() + "\n");
        } else if (!request.method().equals(HttpMethod.GET)) {
            response.setStatusCode(405).putHeader("Allow", "GET").end();
        } else {
            vertx.executeBlocking(
                            () -> MigrationMetrics.text(migration.status(), MigrationPhase.labels()),
                            /* ordered= */ false)
                    .onSuccess(text -> response.putHeader("Content-Type", MigrationMetrics.CONTENT_TYPE)
                            .end(text))
                    .onFailure(failure -> response.setStatusCode(500).end(said(failure) + "\n"));
        }
    }

    /** By either of the ways in which clients of OFREP show a token. */
    private void answerApplication(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        String key = request.getHeader("X-API-Key");
        if (!applications.opens(request.getHeader("Authorization"))
                && !(key != null && applications.opens(BEARER + key))) {
            answer(
                    response,
                    401,
                    Map.of(
                            "errorDetails",
                            "show the token that lies in " + folder.flagsToken().getFileName()));
            return;
        }
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() <= FLAGS_BODY_MAX) {
                body.appendBuffer(part);
            }
        });
        request.end()
                .compose(read -> vertx.executeBlocking(
                        () -> body.length() > FLAGS_BODY_MAX
                                ? new ApiAnswer(413, Map.of("errorDetails", "a context is shorter"))
                                : flags.answer(request.method().name(), request.path(), body.toString()),
                        /* ordered= */ false))
                .onSuccess(answer -> answer(response, answer.status(), answer.body()))
                .onFailure(failure -> answer(response, 500, Map.of("errorDetails", said(failure))));
    }

    private void answer(HttpServerRequest request, Caller caller) {
        request.body()
                .compose(body -> vertx.executeBlocking(() -> carryOut(request, caller), /* ordered= */ false))
                .onSuccess(answer -> answer(request.response(), answer.status(), answer.body()))
                .onFailure(failure -> answer(
                        request.response(), 500, Map.of("outcome", "failed", "because", List.of(said(failure)))));
    }

    private ApiAnswer carryOut(HttpServerRequest request, Caller caller) throws InterruptedException {
        Map<String, String> parameters = new HashMap<>();
        request.params().forEach(parameter -> parameters.putIfAbsent(parameter.getKey(), parameter.getValue()));
        return calls.answer(request.method().name(), request.path(), parameters, caller, Api::decoded);
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part, StandardCharsets.UTF_8);
    }

    /** Who asks: somebody with a token of their own, or with the run's, who says who they are. */
    private Optional<Caller> caller(HttpServerRequest request) {
        String authorization = request.getHeader("Authorization");
        if (JoinToken.isBearer(authorization, token)) {
            String who = request.getHeader("X-Bailey-User");
            String said = who == null || who.isBlank() ? "someone with the token" : who;
            String name = said.substring(0, Math.min(said.length(), WHO_LENGTH_MAX));
            // Nobody takes the name of a person who could have proven it.
            return Optional.of(new Caller(people.knows(name) ? name + " (unproven)" : name, Optional.empty()));
        }
        return authorization == null || !authorization.startsWith(BEARER)
                ? Optional.empty()
                : people.holderOf(authorization.substring(BEARER.length()))
                        .map(person ->
                                new Caller(person.name(), Optional.of(authorization.substring(BEARER.length()))));
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
