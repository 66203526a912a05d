package dev.bailey.app;

import dev.bailey.core.Database;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.postgres.PostgresConnector;
import dev.bailey.replication.Replication;
import dev.bailey.replication.ReplicationSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A process that copies and follows the tables of one database until it is killed or cannot go on. */
final class OneStore {

    static final String COPIED = "the copy is done";
    private static final long LOOK_NANOS = 50_000_000;

    private OneStore() {}

    /** Arguments: source, target. */
    public static void main(String[] arguments) {
        try (Database source = new PostgresConnector().open(arguments[0]);
                Database target = new PostgresConnector().open(arguments[1])) {
            source.catalog().install();
            target.catalog().install();
            List<Table> tables = source.catalog().tables(List.of("public.*"), List.of());
            try (Replication replication = new Replication(
                    "one",
                    source,
                    target,
                    tables,
                    ReplicationSettings.defaults(),
                    InstantSource.system(),
                    milestone -> {})) {
                replication.prepare();
                replication.start();
                while (!replication.copy().done()) {
                    throwIfPresent(replication.copy().failure());
                    LockSupport.parkNanos(LOOK_NANOS);
                }
                System.out.println(COPIED);
                while (true) {
                    throwIfPresent(replication.stream(Side.SOURCE).failure());
                    LockSupport.parkNanos(LOOK_NANOS);
                }
            }
        }
    }

    private static void throwIfPresent(Optional<Problem> failure) {
        failure.ifPresent(problem -> {
            throw problem;
        });
    }
}
