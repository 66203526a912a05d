package dev.bailey.postgres;

import dev.bailey.core.Applier;
import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Applies one stream through one session, with the checkpoint as the first row of each transaction. */
final class PostgresApplier implements Applier {

    /** A statement that the server does not answer for so long waits for a server that is gone. */
    private static final Duration SILENCE_MAX = Duration.ofMinutes(10);

    private static final Duration LOCK_MAX = Duration.ofMinutes(1);

    /** Sets are joined to tables by key: without these the planner, who sees no statistics of a set, scans tables. */
    private static final String PLANNING = """
            SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off;
            SET plan_cache_mode = force_generic_plan; SET jit = off""";

    private static final Set<String> COLLISIONS = Set.of("23505", "23P01");
    private static final String REFERENCED = "0A000";
    private static final int CONFLICT_CHARACTERS_MAX = 1_000_000;

    private final PostgresConnections connections;
    private final String stream;
    private final Connection session;
    private final SetWriter writer;
    private boolean open;
    private boolean saved;

    PostgresApplier(PostgresConnections connections, String stream) {
        this.connections = connections;
        this.stream = stream;
        this.session = OwnWrite.session(connections, SILENCE_MAX);
        this.writer = new SetWriter(session, connections.where());
        try {
            run(PLANNING);
            run("SET lock_timeout = " + LOCK_MAX.toMillis());
            session.setAutoCommit(false);
        } catch (SQLException e) {
            PostgresConnections.discard(session);
            throw connections.problem("preparing to apply " + stream, e);
        }
    }

    @Override
    public void begin(Checkpoint next) {
        if (open) {
            throw new IllegalStateException("stream " + stream + " has an open transaction");
        }
        open = true;
        saved = false;
        boolean written = doing("writing the checkpoint of " + stream, () -> moveTo(next));
        if (!written) {
            rollback();
            throw new Problem(
                    Kind.CONFLICT,
                    "the checkpoint of stream " + stream + " at " + connections.where() + " is not the one before "
                            + next.counter() + ": another process applies this stream; stop it, and resume");
        }
    }

    private boolean moveTo(Checkpoint next) throws SQLException {
        String sql = next.counter() == 1
                ? "INSERT INTO bailey.checkpoint (position, counter, applying, mark, stream) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING"
                : "UPDATE bailey.checkpoint SET position = ?, counter = ?, applying = ?, mark = ?"
                        + " WHERE stream = ? AND counter = ?";
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            statement.setString(1, next.position().text());
            statement.setLong(2, next.counter());
            statement.setBoolean(3, next.applying());
            statement.setString(4, next.mark());
            statement.setString(5, stream);
            if (next.counter() > 1) {
                statement.setLong(6, next.counter() - 1);
            }
            return statement.executeUpdate() == 1;
        }
    }

    @Override
    public void savepoint() {
        requireOpen();
        doing(
                "setting a savepoint",
                () -> run(saved ? "RELEASE SAVEPOINT bailey; SAVEPOINT bailey" : "SAVEPOINT bailey"));
        saved = true;
    }

    @Override
    public void rollbackToSavepoint() {
        requireOpen();
        doing("returning to the savepoint", () -> run("ROLLBACK TO SAVEPOINT bailey"));
    }

    @Override
    public Outcome write(ChangeSet changes) {
        return writing(changes.table().toString(), () -> writer.write(changes));
    }

    @Override
    public Outcome rewrite(ChangeSet changes) {
        return writing(changes.table().toString(), () -> writer.rewrite(changes));
    }

    @Override
    public Outcome write(Change change) {
        if (change instanceof Change.Truncate truncate) {
            truncate(truncate.tables());
            return Outcome.DONE;
        }
        return writing(tableOf(change), () -> writer.write(change));
    }

    private Outcome writing(String what, Step<Outcome> step) {
        requireOpen();
        return doing("applying to " + what, () -> {
            try {
                return step.run();
            } catch (SQLException e) {
                if (!COLLISIONS.contains(String.valueOf(e.getSQLState()))) {
                    throw e;
                }
                return Outcome.COLLIDED;
            }
        });
    }

    @Override
    public void truncate(List<Table> tables) {
        requireOpen();
        String names = tables.stream().map(table -> Sql.name(table.id())).collect(Collectors.joining(", ONLY "));
        doing("emptying " + tables, () -> {
            run("SAVEPOINT bailey_truncate");
            try {
                run("TRUNCATE ONLY " + names);
            } catch (SQLException e) {
                if (!REFERENCED.equals(e.getSQLState())) {
                    throw e;
                }
                // A table that is not moved points at this one.
                run("ROLLBACK TO SAVEPOINT bailey_truncate");
                for (Table table : tables) {
                    run("DELETE FROM ONLY " + Sql.name(table.id()));
                }
            }
            return run("RELEASE SAVEPOINT bailey_truncate");
        });
    }

    @Override
    public void copied(TableId table) {
        requireOpen();
        doing("noting that " + table + " is copied", () -> run("""
                        INSERT INTO bailey.copied (stream, table_schema, table_name) VALUES (?, ?, ?)
                        ON CONFLICT (stream, table_schema, table_name) DO UPDATE SET at = excluded.at""", stream, table.schema(), table.name()));
    }

    @Override
    public Set<TableId> copied() {
        boolean inside = open;
        open = true;
        Set<TableId> copied = doing("reading which tables are copied", () -> {
            Set<TableId> tables = new TreeSet<>();
            try (PreparedStatement statement =
                    session.prepareStatement("SELECT table_schema, table_name FROM bailey.copied WHERE stream = ?")) {
                statement.setString(1, stream);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        tables.add(new TableId(rows.getString(1), rows.getString(2)));
                    }
                }
            }
            return tables;
        });
        if (!inside) {
            rollback();
        }
        return copied;
    }

    @Override
    public void conflict(Checkpoint at, Change change, String because) {
        if (open) {
            throw new IllegalStateException("a conflict is kept after the transaction was rolled back");
        }
        open = true;
        String text = change.toString();
        doing("keeping a conflict", () -> {
            OwnWrite.announce(session);
            return run(
                    """
                    INSERT INTO bailey.conflict (stream, position, table_name, change, because)
                    VALUES (?, ?, ?, ?, ?)""",
                    stream,
                    at.position().text(),
                    tableOf(change),
                    text.substring(0, Math.min(text.length(), CONFLICT_CHARACTERS_MAX)),
                    because);
        });
        commit();
    }

    private static String tableOf(Change change) {
        if (change instanceof Change.Insert insert) {
            return insert.table().toString();
        }
        if (change instanceof Change.Update update) {
            return update.table().toString();
        }
        if (change instanceof Change.Delete delete) {
            return delete.table().toString();
        }
        return ((Change.Truncate) change).tables().toString();
    }

    @Override
    public void commit() {
        requireOpen();
        doing("committing " + stream, () -> {
            session.commit();
            return true;
        });
        open = false;
    }

    @Override
    public void rollback() {
        if (!open) {
            return;
        }
        open = false;
        try {
            session.rollback();
        } catch (SQLException e) {
            throw connections.problem("rolling back " + stream, e);
        }
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("stream " + stream + " has no open transaction");
        }
    }

    /** Runs one step of the open transaction; a failure ends the transaction. */
    private <T> T doing(String what, Step<T> step) {
        try {
            return step.run();
        } catch (SQLException e) {
            abandon();
            throw connections.problem(what, e);
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
    }

    private void abandon() {
        open = false;
        writer.forget();
        try {
            session.rollback();
        } catch (SQLException ignored) {
            // The session is gone, and its transaction with it; what made it go is what is told.
        }
    }

    private boolean run(String sql, String... parameters) throws SQLException {
        if (parameters.length == 0) {
            try (Statement statement = session.createStatement()) {
                return statement.execute(sql);
            }
        }
        try (PreparedStatement statement = session.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            return statement.execute();
        }
    }

    @Override
    public void close() {
        PostgresConnections.discard(session);
    }

    @FunctionalInterface
    private interface Step<T> {
        T run() throws SQLException;
    }
}
