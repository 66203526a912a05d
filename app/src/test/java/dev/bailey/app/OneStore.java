package dev.bailey.app;

import dev.bailey.core.Connector;
import dev.bailey.core.Database;
import dev.bailey.core.Problem;
import dev.bailey.core.Side;
import dev.bailey.core.Table;
import dev.bailey.mysql.MysqlConnector;
import dev.bailey.postgres.PostgresConnector;
import dev.bailey.replication.Replication;
import dev.bailey.replication.ReplicationSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A process that copies and follows the tables of one database until it is killed or cannot go on. */
final class OneStore {

    static final String COPIED = "the copy is done";
    private static final long LOOK_NANOS = 50_000_000;

    private OneStore() {}

    /** Arguments: source, target. */
    public static void main(String[] arguments) {
        Connector connector = connector(arguments[0]);
        try (Database source = connector.open(arguments[0]);
                Database target = connector.open(arguments[1])) {
            source.catalog().install();
            target.catalog().install();
            List<Table> tables = source.catalog().tables(connector.usualTables(), List.of());
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

    /** The one for this address. */
    private static Connector connector(String url) {
        String engine = url.substring(0, url.indexOf(':'));
        return Stream.of(new PostgresConnector(), MysqlConnector.mysql(), MysqlConnector.mariaDb())
                .filter(one -> one.engine().equals(engine))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no engine of that name: " + engine));
    }

    private static void throwIfPresent(Optional<Problem> failure) {
        failure.ifPresent(problem -> {
            throw problem;
        });
    }
}
