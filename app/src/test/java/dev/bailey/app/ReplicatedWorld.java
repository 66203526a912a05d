package dev.bailey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailey.core.Database;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import dev.bailey.core.Verdict;
import dev.bailey.postgres.PostgresConnector;
import dev.bailey.replication.Replication;
import dev.bailey.replication.ReplicationSettings;
import dev.bailey.replication.StreamStatus;
import dev.bailey.testkit.Eventually;
import dev.bailey.testkit.PostgresServer;
import dev.bailey.verification.Progress;
import dev.bailey.verification.Verification;
import dev.bailey.verification.VerificationSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A database of its own on each of two servers, the tables of {@link Churn} on both, and what moves them. */
final class ReplicatedWorld implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String USER = "DO $$ BEGIN CREATE ROLE bailey SUPERUSER LOGIN PASSWORD 'bailey';"
            + " EXCEPTION WHEN duplicate_object THEN NULL; END $$";
    private static final AtomicInteger WORLDS = new AtomicInteger();

    final String sourceName;
    final String targetName;
    final Database source;
    final Database target;
    final List<Table> tables;
    final Collection<String> milestones = new ConcurrentLinkedQueue<>();
    private final Map<String, Runnable> plans = new ConcurrentHashMap<>();
    private final String name = "w" + WORLDS.incrementAndGet();
    private PostgresServer sourceServer;
    private PostgresServer targetServer;
    private Replication replication;
    private ReplicationSettings settings = ReplicationSettings.defaults();
    private int marks;

    ReplicatedWorld(PostgresServer source, PostgresServer target) {
        this(source, "127.0.0.1:" + source.port(), target, "127.0.0.1:" + target.port());
    }

    /** The same, with other ways to the two servers. */
    ReplicatedWorld(PostgresServer source, String sourceAddress, PostgresServer target, String targetAddress) {
        this.sourceServer = source;
        this.targetServer = target;
        source.execute("postgres", USER);
        target.execute("postgres", USER);
        this.sourceName = source.createDatabase();
        this.targetName = target.createDatabase();
        source.execute(sourceName, PostgresChurn.SCHEMA);
        target.execute(targetName, PostgresChurn.SCHEMA);
        this.source = new PostgresConnector().open(url(sourceAddress, sourceName));
        this.target = new PostgresConnector().open(url(targetAddress, targetName));
        this.source.catalog().install();
        this.target.catalog().install();
        this.tables = this.source.catalog().tables(List.of("public.*"), List.of());
        this.replication = newReplication();
    }

    private static String url(String address, String database) {
        return "postgresql://bailey:bailey@" + address + "/" + database;
    }

    private Replication newReplication() {
        return new Replication(name, source, target, tables, settings, InstantSource.system(), this::reached);
    }

    private void reached(String milestone) {
        milestones.add(milestone);
        Runnable once = plans.remove(milestone);
        if (once != null) {
            once.run();
        }
    }

    /** Does something the first time that a milestone is reached, before anything goes on. */
    void when(String milestone, Runnable once) {
        plans.put(milestone, once);
    }

    /** To be called before the start. */
    void beatEvery(Duration beat) {
        use(new ReplicationSettings(
                settings.copy(), settings.batch(), settings.queue(), beat, settings.healsConflicts()));
    }

    /** To be called before the start. */
    void use(ReplicationSettings other) {
        settings = other;
        end();
    }

    String onSourceText(String query) {
        return text(sourceServer, sourceName, query);
    }

    String onTargetText(String query) {
        return text(targetServer, targetName, query);
    }

    String stream(Side reads) {
        return name + (reads == Side.SOURCE ? "_forward" : "_reverse");
    }

    Replication replication() {
        return replication;
    }

    void start() {
        replication.prepare();
        replication.start();
    }

    /** As when Bailey was stopped and started again. */
    void restart() {
        end();
        start();
    }

    /** As when Bailey was stopped. */
    void end() {
        replication.close();
        replication = newReplication();
    }

    Churn churn(int writers, long seed) {
        return new Churn(sourceServer, sourceName, writers, seed);
    }

    /** Says which server is asked from now on, after another one has taken over. */
    void sourceIs(PostgresServer server) {
        sourceServer = server;
    }

    void targetIs(PostgresServer server) {
        targetServer = server;
    }

    void onSource(String... statements) {
        sourceServer.execute(sourceName, statements);
    }

    void onTarget(String... statements) {
        targetServer.execute(targetName, statements);
    }

    void awaitCopy() {
        eventually("the copy is done", () -> replication.copy().done());
    }

    /** Waits until the stream has given up, and returns the sentence in which it says why. */
    String awaitHalt(Side reads) {
        eventually(
                "the stream from the " + reads + " halts",
                () -> replication.stream(reads).mode() == StreamStatus.Mode.STOPPED);
        return String.valueOf(replication.stream(reads).failure().orElseThrow().getMessage());
    }

    /** Waits until the stream shows a trouble that it goes on trying to get over. */
    void awaitTrouble(Side reads, String words) {
        eventually(
                "the stream from the " + reads + " says " + words,
                () -> replication.stream(reads)
                        .failure()
                        .filter(problem -> String.valueOf(problem.getMessage()).contains(words))
                        .isPresent());
    }

    void awaitWrites(Churn churn, int more) {
        long before = churn.committed();
        eventually("more was written", () -> churn.committed() >= before + more);
    }

    /** To be called once nobody writes: by the rows' text, and by what Bailey itself says of them. */
    void assertEqual() {
        awaitCopy();
        awaitDrained();
        for (Side side : Side.values()) {
            eventually(
                    "what was broken is mended",
                    () -> replication.stream(side).failure().isEmpty());
            assertThat(replication.stream(side).conflicts()).isZero();
        }
        for (Table table : tables) {
            assertThat(digest(targetServer, targetName, table.id()))
                    .as("%s", table)
                    .isEqualTo(digest(sourceServer, sourceName, table.id()));
        }
        Verification verification =
                new Verification(source, target, Side.SOURCE, () -> {}, VerificationSettings.standard());
        assertThat(verification.compare(tables, Progress.SILENT).values())
                .hasSize(tables.size())
                .allSatisfy(verdict -> assertThat(verdict).isInstanceOf(Verdict.Equal.class));
    }

    /** Waits until a mark has come through, and so everything before it. */
    void awaitDrained() {
        String mark = "drained " + marks;
        marks++;
        eventually("the mark is written", () -> {
            source.log().mark(mark);
            return true;
        });
        eventually(
                "the mark comes through",
                () -> target.checkpoint(stream(Side.SOURCE))
                        .filter(checkpoint -> checkpoint.mark().equals(mark))
                        .isPresent());
    }

    void eventually(String what, Callable<Boolean> condition) {
        try {
            Eventually.eventually(what, PATIENCE, condition);
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "; " + replication.copy() + "; " + replication.stream(Side.SOURCE) + "; "
                            + replication.stream(Side.TARGET),
                    e);
        }
    }

    String digest(PostgresServer server, String database, TableId table) {
        return text(
                server,
                database,
                "SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '')"
                        + " FROM " + table + " t");
    }

    /** The first column of the only row. */
    static String text(PostgresServer server, String database, String query) {
        try (Connection connection = server.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("SET timezone = 'UTC'");
            try (ResultSet rows = statement.executeQuery(query)) {
                rows.next();
                return rows.getString(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        replication.close();
        try {
            replication.dropStreams();
        } catch (Problem e) {
            // a server that the test left down, or a slot that is gone
        }
        source.close();
        target.close();
    }
}
