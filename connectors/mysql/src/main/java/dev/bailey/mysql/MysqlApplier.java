package dev.bailey.mysql;

import dev.bailey.core.Applier;
import dev.bailey.core.Change;
import dev.bailey.core.ChangeSet;
import dev.bailey.core.Checkpoint;
import dev.bailey.core.Clash;
import dev.bailey.core.Problem;
import dev.bailey.core.Problem.Kind;
import dev.bailey.core.Table;
import dev.bailey.core.TableId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Applies one stream through one session, with the checkpoint as the first row of each transaction. */
final class MysqlApplier implements Applier {

    private final MysqlConnections connections;
    private final OwnSchema own;
    private final String stream;
    private final ApplySession session;
    private final SetWriter writer;
    private final ConflictTable conflicts;

    /** What the server said as it refused the last change that collided. */
    private @Nullable String refusal;

    MysqlApplier(MysqlConnections connections, Dialect dialect, String stream) {
        this.connections = connections;
        this.own = connections.own();
        this.stream = stream;
        this.session = new ApplySession(connections, stream);
        this.writer = new SetWriter(session.connection(), dialect.row(), connections.where());
        this.conflicts = new ConflictTable(own);
    }

    @Override
    public void begin(Checkpoint next) {
        session.begin();
        if (!session.doing("writing the checkpoint of " + stream, () -> moveTo(next))) {
            session.rollback();
            throw new Problem(
                    Kind.CONFLICT,
                    "the checkpoint of stream " + stream + " at " + connections.where() + " is not the one before "
                            + next.counter() + ": another process applies this stream; stop it, and resume");
        }
    }

    private boolean moveTo(Checkpoint next) throws SQLException {
        String sql = next.counter() == 1
                ? "INSERT IGNORE INTO " + own.table("checkpoint")
                        + " (position, counter, applying, mark, stream) VALUES (?, ?, ?, ?, ?)"
                : "UPDATE " + own.table("checkpoint") + " SET position = ?, counter = ?, applying = ?, mark = ?"
                        + " WHERE stream = ? AND counter = ?";
        try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
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
        session.doing("setting a savepoint", () -> session.run("SAVEPOINT bailey"));
    }

    @Override
    public void rollbackToSavepoint() {
        session.doing("returning to the savepoint", () -> session.run("ROLLBACK TO SAVEPOINT bailey"));
    }

    @Override
    public Outcome write(ChangeSet changes) {
        return writing(changes.table(), () -> writer.write(changes));
    }

    @Override
    public Outcome rewrite(ChangeSet changes) {
        return writing(changes.table(), () -> writer.rewrite(changes));
    }

    @Override
    public Outcome settle(ChangeSet changes) {
        return writing(changes.table(), () -> writer.settle(changes));
    }

    @Override
    public Outcome write(Change change) {
        if (change instanceof Change.Truncate truncate) {
            truncate(truncate.tables());
            return Outcome.DONE;
        }
        return writing(change.table(), () -> writer.write(change));
    }

    private Outcome writing(Table table, ApplySession.Step<Outcome> step) {
        return session.doing("applying to " + table, () -> {
            try {
                return step.run();
            } catch (SQLException e) {
                // What is known of the table may be what made it fail.
                writer.forget();
                if (!MysqlProblems.isCollision(e)) {
                    throw e;
                }
                refusal = e.getMessage();
                return Outcome.COLLIDED;
            }
        });
    }

    /** Row by row, for the statement that empties a table at once would end the transaction. */
    @Override
    public void truncate(List<Table> tables) {
        session.doing("emptying " + tables, () -> {
            for (Table table : tables) {
                session.run("DELETE FROM " + Sql.name(table.id()));
            }
            return tables;
        });
    }

    @Override
    public void copied(TableId table) {
        session.doing(
                "noting that " + table + " is copied",
                () -> session.run(
                        "INSERT INTO " + own.table("copied") + " (stream, table_schema, table_name) VALUES (?, ?, ?)"
                                + " ON DUPLICATE KEY UPDATE at = CURRENT_TIMESTAMP(3)",
                        stream,
                        table.schema(),
                        table.name()));
    }

    @Override
    public void uncopied(TableId table) {
        session.doing(
                "noting that " + table + " is no longer followed",
                () -> session.run(
                        "DELETE FROM " + own.table("copied")
                                + " WHERE stream = ? AND table_schema = ? AND table_name = ?",
                        stream,
                        table.schema(),
                        table.name()));
    }

    @Override
    public Set<TableId> copied() {
        return reading("reading which tables are copied", this::readCopied);
    }

    /** In the open transaction, or in none. */
    private <T> T reading(String doing, ApplySession.Step<T> step) {
        boolean alone = !session.isOpen();
        if (alone) {
            session.begin();
        }
        T read = session.doing(doing, step);
        if (alone) {
            session.rollback();
        }
        return read;
    }

    private Set<TableId> readCopied() throws SQLException {
        Set<TableId> tables = new TreeSet<>();
        try (PreparedStatement statement = session.connection()
                .prepareStatement(
                        "SELECT table_schema, table_name FROM " + own.table("copied") + " WHERE stream = ?")) {
            statement.setString(1, stream);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    tables.add(new TableId(rows.getString(1), rows.getString(2)));
                }
            }
        }
        return tables;
    }

    @Override
    public Clash clash(Change change) {
        return session.doing(
                "looking for what is in the way in " + change.table(),
                () -> new ClashSearch(session.connection(), connections.where()).of(change, refusal));
    }

    @Override
    public long halted(Checkpoint at, Clash clash) {
        session.begin();
        long id = session.doing("keeping a conflict", () -> conflicts.halted(session.connection(), at, clash));
        session.commit();
        return id;
    }

    @Override
    public void healed(Checkpoint at, Clash clash, String by) {
        session.doing("keeping a conflict", () -> conflicts.healed(session.connection(), at, clash, by));
    }

    @Override
    public KeptConflicts kept() {
        return reading("counting conflicts", () -> conflicts.kept(session.connection(), stream));
    }

    @Override
    public void commit() {
        session.commit();
    }

    @Override
    public void rollback() {
        session.rollback();
    }

    @Override
    public void close() {
        session.close();
    }
}
