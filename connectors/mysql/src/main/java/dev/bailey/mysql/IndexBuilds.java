package dev.bailey.mysql;

import dev.bailey.core.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Builds the indexes of several tables side by side, those of one table one after the other. */
final class IndexBuilds {

    private static final int AT_ONCE = 4;

    private final MysqlConnections connections;
    private final Consumer<String> before;

    /** @param before told each statement before it runs, by one thread at a time */
    IndexBuilds(MysqlConnections connections, Consumer<String> before) {
        this.connections = connections;
        this.before = before;
    }

    /**
     * Returns when all are there.
     *
     * @param tables the statements of each, at least one
     */
    void run(Collection<List<String>> tables) throws SQLException {
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.min(AT_ONCE, tables.size()), task -> new Thread(task, "bailey-indexes"));
        try {
            List<Future<@Nullable Void>> builds = new ArrayList<>();
            for (List<String> statements : tables) {
                builds.add(threads.submit(() -> build(statements)));
            }
            for (Future<@Nullable Void> build : builds) {
                await(build);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private @Nullable Void build(List<String> statements) throws SQLException {
        try (Connection session = connections.open();
                Statement statement = session.createStatement()) {
            statement.execute(ScriptRun.SETTINGS);
            for (String sql : statements) {
                synchronized (before) {
                    before.accept(sql);
                }
                ScriptRun.run(statement, sql);
            }
            return null;
        }
    }

    private static void await(Future<@Nullable Void> build) throws SQLException {
        try {
            build.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(Problem.Kind.BUSY, "building indexes was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            } else if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
