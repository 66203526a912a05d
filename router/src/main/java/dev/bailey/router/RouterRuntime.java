package dev.bailey.router;

import dev.bailey.core.Problem;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.KeyCertOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads and sockets of a router. Thread-safe. */
final class RouterRuntime implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouterRuntime.class);

    private static final long START_SECONDS_MAX = 30;
    /** What is still there after a drain has had its time; the last words must only get out. */
    private static final long CUT_MILLIS = 500;

    private static final long SLACK_MILLIS = 2_000;
    private static final long FIGURES_MILLIS_MAX = 1_000;

    /** To Vert.x any negative port means: a free one, the same for all servers that ask so. */
    private static final int ANY_SHARED_PORT = -1;

    private final RouterSettings settings;
    private final ListeningSockets listening = new ListeningSockets();
    private final Vertx vertx;
    private final ExecutorService disk;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<HttpServer> servers = new ArrayList<>();
    private final int port;
    private TlsEngine engine = TlsEngine.JDK;
    private @Nullable KeyCertOptions keys;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean drained;

    private RouterRuntime(RouterSettings settings) {
        this.settings = settings;
        this.vertx = Vertx.builder()
                .withTransport(listening.transport())
                .with(new VertxOptions()
                        .setEventLoopPoolSize(settings.eventLoops())
                        .setWorkerPoolSize(1)
                        .setInternalBlockingPoolSize(2)
                        .setFileSystemOptions(new FileSystemOptions()
                                .setClassPathResolvingEnabled(false)
                                .setFileCachingEnabled(false)))
                .build();
        this.disk = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "router-" + settings.name() + "-routes");
            thread.setDaemon(true);
            return thread;
        });
        int asked = settings.front().listen().port();
        this.port = asked == 0 ? ANY_SHARED_PORT : asked;
    }

    static RouterRuntime start(
            RouterSettings settings,
            RouteTable table,
            RouterMeter meter,
            Observer observer,
            Optional<Shadow> shadow,
            Recorder recorder,
            Optional<ReadCanary> canary) {
        RouterRuntime runtime = new RouterRuntime(settings);
        try {
            runtime.prepareTls();
            settings.source().ca().ifPresent(Authorities::read);
            settings.target().ca().ifPresent(Authorities::read);
            for (int loop = 0; loop < settings.eventLoops(); loop++) {
                runtime.addLane(table, meter, observer, shadow, recorder, canary);
            }
            return runtime;
        } catch (RuntimeException e) {
            runtime.close();
            throw e;
        }
    }

    Vertx vertx() {
        return vertx;
    }

    List<Lane> lanes() {
        return List.copyOf(lanes);
    }

    /** Waits for each loop for a moment; one that does not answer is left out. */
    List<LaneFigures> laneFigures() {
        List<CompletableFuture<LaneFigures>> asked =
                lanes.stream().map(Lane::figures).toList();
        List<LaneFigures> figures = new ArrayList<>();
        for (CompletableFuture<LaneFigures> lane : asked) {
            try {
                figures.add(lane.get(FIGURES_MILLIS_MAX, TimeUnit.MILLISECONDS));
            } catch (TimeoutException | ExecutionException e) {
                LOG.debug("{}: an event loop does not tell its figures", settings.name(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return figures;
            }
        }
        return figures;
    }

    Executor disk() {
        return disk;
    }

    int port() {
        return servers.get(0).actualPort();
    }

    void drain() {
        long millisMax = settings.timeouts().close().toMillis();
        List<CompletableFuture<Void>> empty = new ArrayList<>();
        CompletableFuture<Void> nobodyComes = listening.close(settings.front().sharesPort());
        for (Lane lane : lanes) {
            CompletableFuture<Void> one = new CompletableFuture<>();
            empty.add(one);
            lane.run(() -> lane.leave(nobodyComes, one));
        }
        waitFor(CompletableFuture.allOf(empty.toArray(CompletableFuture<?>[]::new)), millisMax);
        drained = true;
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        long millisMax = drained ? CUT_MILLIS : settings.timeouts().close().toMillis();
        lanes.forEach(lane -> lane.run(lane::close));
        for (HttpServer server : servers) {
            waitFor(server.shutdown(millisMax, TimeUnit.MILLISECONDS), millisMax + SLACK_MILLIS);
        }
        waitFor(vertx.close(), millisMax + SLACK_MILLIS);
        disk.shutdown();
        awaitDisk();
    }

    private void prepareTls() {
        if (settings.front().tls().isPresent()) {
            watchCertificates(settings.front().tls().get());
        } else if (settings.source().byTls() || settings.target().byTls()) {
            engine = TlsEngine.chosen(settings.name(), settings.nativeTls(), List.of());
        }
    }

    private void watchCertificates(FrontTls tls) {
        CertificateWatch watch = new CertificateWatch(settings.name(), tls, settings.nativeTls(), vertx);
        engine = watch.engine();
        keys = engine.keyOptions(watch.keys(), vertx);
        vertx.setPeriodic(CertificateWatch.PERIOD_MILLIS, due -> disk.execute(watch::look));
    }

    /** All lanes listen on the same port and share its connections. */
    private void addLane(
            RouteTable table,
            RouterMeter meter,
            Observer observer,
            Optional<Shadow> shadow,
            Recorder recorder,
            Optional<ReadCanary> canary) {
        LaneVerticle verticle =
                new LaneVerticle(settings, table, meter, observer, shadow, recorder, canary, port, engine, keys);
        try {
            vertx.deployVerticle(verticle, new DeploymentOptions())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw cannotListen(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cannotListen(e);
        }
        lanes.add(verticle.lane());
        servers.add(verticle.server());
    }

    private Problem cannotListen(Exception e) {
        Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        return new Problem(
                Problem.Kind.UNFIT,
                "router " + settings.name() + " cannot listen on "
                        + settings.front().listen() + " (" + ListenAddress.why(cause)
                        + "): free the port, or name another one",
                cause);
    }

    /** The last route is on disk before the router is gone. */
    private void awaitDisk() {
        try {
            if (!disk.awaitTermination(SLACK_MILLIS, TimeUnit.MILLISECONDS)) {
                disk.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void waitFor(Future<?> future, long millisMax) {
        waitFor(future.toCompletionStage().toCompletableFuture(), millisMax);
    }

    private static void waitFor(CompletableFuture<?> future, long millisMax) {
        try {
            future.get(millisMax, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // Closing goes on with what is left: the process is not kept alive for a socket.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives a lane its event loop: what is made in here stays on it. */
    private static final class LaneVerticle extends VerticleBase {

        private final RouterSettings settings;
        private final RouteTable table;
        private final RouterMeter meter;
        private final Observer observer;
        private final Optional<Shadow> shadow;
        private final Recorder recorder;
        private final Optional<ReadCanary> canary;
        private final int port;
        private final TlsEngine engine;
        private final @Nullable KeyCertOptions keys;
        private @Nullable Lane lane;
        private @Nullable HttpServer server;

        LaneVerticle(
                RouterSettings settings,
                RouteTable table,
                RouterMeter meter,
                Observer observer,
                Optional<Shadow> shadow,
                Recorder recorder,
                Optional<ReadCanary> canary,
                int port,
                TlsEngine engine,
                @Nullable KeyCertOptions keys) {
            this.settings = settings;
            this.table = table;
            this.meter = meter;
            this.observer = observer;
            this.shadow = shadow;
            this.recorder = recorder;
            this.canary = canary;
            this.port = port;
            this.engine = engine;
            this.keys = keys;
        }

        @Override
        public Future<?> start() {
            Lane started = new Lane(vertx, context, settings, engine, table, meter, observer, shadow, recorder, canary);
            HttpServer listening = vertx.createHttpServer(Upstreams.server(settings, engine, keys));
            lane = started;
            server = listening;
            return Acceptor.open(vertx, () -> started.listen(listening, port));
        }

        Lane lane() {
            return Objects.requireNonNull(lane, "not started");
        }

        HttpServer server() {
            return Objects.requireNonNull(server, "not started");
        }
    }
}
