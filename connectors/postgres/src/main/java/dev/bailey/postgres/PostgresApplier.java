package dev.bailey.postgres;

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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Applies one stream through one session, with the checkpoint as the first row of each transaction. */
final class PostgresApplier implements Applier {

    /** What a unique index and an exclusion constraint answer. */
    private static final Set<String> COLLISIONS = Set.of("23505", "23P01");

    /** What {@code TRUNCATE} answers where a foreign key points at the table, or is to be looked at later. */
    private static final Set<String> REFERENCED = Set.of("0A000", "55006");

    private final PostgresConnections connections;
    private final String stream;
    private final ApplySession session;
    private final SetWriter writer;
    private boolean saved;

    /** The unique index or exclusion constraint that refused the last change that collided. */
    private @Nullable String refusedBy;

    PostgresApplier(PostgresConnections connections, String stream) {
        this.connections = connections;
        this.stream = stream;
        this.session = new ApplySession(connections, stream);
        this.writer = new SetWriter(session.connection(), connections.where());
    }

    @Override
    public void begin(Checkpoint next) {
        session.begin();
        saved = false;
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
                ? "INSERT INTO bailey.checkpoint (position, counter, applying, mark, stream) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING"
                : "UPDATE bailey.checkpoint SET position = ?, counter = ?, applying = ?, mark = ?"
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
        String sql = saved ? "RELEASE SAVEPOINT bailey; SAVEPOINT bailey" : "SAVEPOINT bailey";
        session.doing("setting a savepoint", () -> session.run(sql));
        saved = true;
    }

    @Override
    public void rollbackToSavepoint() {
        session.doing("returning to the savepoint", () -> session.run("ROLLBACK TO SAVEPOINT bailey"));
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
    public Outcome settle(ChangeSet changes) {
        return writing(changes.table().toString(), () -> writer.settle(changes));
    }

    @Override
    public Outcome write(Change change) {
        if (change instanceof Change.Truncate truncate) {
            truncate(truncate.tables());
            return Outcome.DONE;
        }
        return writing(change.table().toString(), () -> writer.write(change));
    }

    private Outcome writing(String table, ApplySession.Step<Outcome> step) {
        return session.doing("applying to " + table, () -> {
            try {
                return step.run();
            } catch (SQLException e) {
                // What is known of the table may be what made it fail.
                writer.forget();
                if (PostgresProblems.isMisfit(e.getSQLState())) {
                    throw connections.misfit("applying to " + table, e);
                }
                if (!COLLISIONS.contains(String.valueOf(e.getSQLState()))) {
                    throw e;
                }
                refusedBy = PostgresProblems.constraint(e);
                return Outcome.COLLIDED;
            }
        });
    }

    @Override
    public void truncate(List<Table> tables) {
        String names = tables.stream().map(table -> Sql.name(table.id())).collect(Collectors.joining(", ONLY "));
        session.doing("emptying " + tables, () -> {
            session.run("SAVEPOINT bailey_truncate");
            try {
                session.run("TRUNCATE ONLY " + names);
            } catch (SQLException e) {
                if (!REFERENCED.contains(String.valueOf(e.getSQLState()))) {
                    throw e;
                }
                // A table that is not moved points at this one, or this user cannot switch foreign keys off.
                session.run("ROLLBACK TO SAVEPOINT bailey_truncate");
                for (Table table : tables) {
                    session.run("DELETE FROM ONLY " + Sql.name(table.id()));
                }
            }
            return session.run("RELEASE SAVEPOINT bailey_truncate");
        });
    }

    @Override
    public void copied(TableId table) {
        session.doing(
                "noting that " + table + " is copied", () -> session.run("""
                        INSERT INTO bailey.copied (stream, table_schema, table_name) VALUES (?, ?, ?)
                        ON CONFLICT (stream, table_schema, table_name) DO UPDATE SET at = excluded.at""", stream, table.schema(), table.name()));
    }

    @Override
    public void uncopied(TableId table) {
        String sql = "DELETE FROM bailey.copied WHERE stream = ? AND table_schema = ? AND table_name = ?";
        session.doing(
                "noting that " + table + " is no longer followed",
                () -> session.run(sql, stream, table.schema(), table.name()));
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
                .prepareStatement("SELECT table_schema, table_name FROM bailey.copied WHERE stream = ?")) {
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
                () -> new ClashSearch(session.connection(), connections.where())
                        .of(change, Optional.ofNullable(refusedBy)));
    }

    @Override
    public long halted(Checkpoint at, Clash clash) {
        session.begin();
        long id = session.doing("keeping a conflict", () -> {
            OwnWrite.announce(session.connection());
            return ConflictTable.halted(session.connection(), at, clash);
        });
        session.commit();
        return id;
    }

    @Override
    public void healed(Checkpoint at, Clash clash, String by) {
        session.doing("keeping a conflict", () -> ConflictTable.healed(session.connection(), at, clash, by));
    }

    @Override
    public KeptConflicts kept() {
        return reading("counting conflicts", () -> ConflictTable.kept(session.connection(), stream));
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
