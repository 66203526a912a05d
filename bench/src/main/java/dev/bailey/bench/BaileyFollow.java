package dev.bailey.bench;

import dev.bailey.core.Database;
import dev.bailey.core.Table;
import dev.bailey.replication.Replication;
import dev.bailey.replication.ReplicationSettings;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process that follows a database that is copied already, until it is killed. */
final class BaileyFollow {

    private BaileyFollow() {}

    /** Arguments: source, target. */
    public static void main(String[] arguments) throws InterruptedException {
        try (Database source = Engine.open(arguments[0]);
                Database target = Engine.open(arguments[1])) {
            List<Table> tables = source.catalog().tables(List.of("*"), List.of());
            try (Replication replication = new Replication(
                    BaileyMove.NAME,
                    source,
                    target,
                    tables,
                    ReplicationSettings.defaults(),
                    InstantSource.system(),
                    milestone -> {})) {
                replication.prepare();
                replication.start();
                new CountDownLatch(1).await();
            }
        }
    }
}
