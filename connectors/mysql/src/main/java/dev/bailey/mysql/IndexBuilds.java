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
     * Returns when all are there. Builds of tables that foreign keys join take locks of one another's, and the server
     * may let one give way to a deadlock: what is left of it is built afterwards, alone.
     *
     * @param tables the statements of each, at least one
     */
    void run(Collection<List<String>> tables) throws SQLException {
        List<List<String>> left = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(
                Math.min(AT_ONCE, tables.size()), task -> new Thread(task, "bailey-indexes"));
        try {
            List<Future<List<String>>> builds = new ArrayList<>();
            for (List<String> statements : tables) {
                builds.add(threads.submit(() -> buildBesideOthers(statements)));
            }
            for (Future<List<String>> build : builds) {
                left.add(await(build));
            }
        } finally {
            threads.shutdownNow();
        }
        for (List<String> statements : left) {
            buildAlone(statements);
        }
    }

    /** @return what had to give way, and what was to come after it */
    private List<String> buildBesideOthers(List<String> statements) throws SQLException {
        try (Connection session = connections.open();
                Statement statement = session.createStatement()) {
            statement.execute(ScriptRun.SETTINGS);
            for (int next = 0; next < statements.size(); next++) {
                try {
                    build(statement, statements.get(next));
                } catch (SQLException e) {
                    if (!MysqlProblems.isDeadlock(e)) {
                        throw e;
                    }
                    return statements.subList(next, statements.size());
                }
            }
            return List.of();
        }
    }

    private void buildAlone(List<String> statements) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        try (Connection session = connections.open();
                Statement statement = session.createStatement()) {
            statement.execute(ScriptRun.SETTINGS);
            for (String sql : statements) {
                build(statement, sql);
            }
        }
    }

    private void build(Statement statement, String sql) throws SQLException {
        synchronized (before) {
            before.accept(sql);
        }
        ScriptRun.run(statement, sql);
    }

    private static <T> T await(Future<T> build) throws SQLException {
        try {
            return build.get();
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
