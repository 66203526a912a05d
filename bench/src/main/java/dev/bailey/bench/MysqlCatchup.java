package dev.bailey.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who replays a log of MySQL or MariaDB. */
final class MysqlCatchup {

    private final Engine engine;
    private final MysqlBacklog backlog;

    MysqlCatchup(Engine engine, MysqlBacklog backlog) {
        this.engine = engine;
        this.backlog = backlog;
    }

    /**
     * The native replica first.
     *
     * @param durable whether the target waits for the disk at each commit
     */
    List<Contender> contenders(boolean durable) {
        return List.of(
                new Contender("native replica, 2 threads", () -> nativeOne(durable)),
                new Contender("Bailey", () -> bailey(durable)));
    }

    private Map<String, Double> nativeOne(boolean durable) {
        backlog.restore(durable);
        CatchupMeter meter = new CatchupMeter(backlog.target, backlog.database, backlog.transactions);
        backlog.replicate(engine);
        return meter.measure(this::cpu);
    }

    private Map<String, Double> bailey(boolean durable) {
        backlog.restore(durable);
        CatchupMeter meter = new CatchupMeter(backlog.target, backlog.database, backlog.transactions);
        try (BaileyFollower follower =
                new BaileyFollower(backlog.source.url(backlog.database), backlog.target.url(backlog.database))) {
            return meter.measure(() -> {
                Map<String, Double> cpu = cpu();
                cpu.put("Bailey's JVM", follower.cpu());
                return cpu;
            });
        }
    }

    Contender reading() {
        return new Contender("read and thrown away", () -> {
            backlog.restore(/* durable= */ false);
            return LogReading.of(backlog.source.url(backlog.database), backlog.transactions);
        });
    }

    private Map<String, Double> cpu() {
        Map<String, Double> cpu = new LinkedHashMap<>();
        cpu.put("target", backlog.target.cpu());
        cpu.put("source", backlog.source.cpu());
        return cpu;
    }
}
