package dev.bailey.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who replays a log of PostgreSQL. */
final class PostgresCatchup {

    private final Backlog backlog;

    PostgresCatchup(Backlog backlog) {
        this.backlog = backlog;
    }

    /** The one to which the others are set beside first. */
    List<Contender> contenders(boolean brief) {
        List<Contender> contenders = new ArrayList<>(List.of(
                new Contender("native, not durable", () -> nativeOne("off")), new Contender("Bailey", this::bailey)));
        if (!brief) {
            contenders.add(new Contender("native, durable", () -> nativeOne("on")));
            contenders.add(new Contender("read and thrown away", this::reading));
        }
        return contenders;
    }

    private Map<String, Double> nativeOne(String synchronousCommit) {
        String into = backlog.target(synchronousCommit);
        String slot = "native_" + into;
        backlog.slot(slot);
        BenchServer target = backlog.pair.target();
        CatchupMeter meter = new CatchupMeter(target, into, backlog.transactions);
        target.execute(
                into,
                "CREATE SUBSCRIPTION " + slot + " CONNECTION '"
                        + backlog.pair.source().url(backlog.database) + "' PUBLICATION " + Backlog.PUBLICATION
                        + " WITH (create_slot = false, copy_data = false, slot_name = '" + slot
                        + "', synchronous_commit = " + synchronousCommit + ")");
        Map<String, Double> figures = meter.measure(() -> cpu(into, slot));
        target.execute(
                into,
                "ALTER SUBSCRIPTION " + slot + " DISABLE",
                "ALTER SUBSCRIPTION " + slot + " SET (slot_name = NONE)",
                "DROP SUBSCRIPTION " + slot);
        backlog.drop(into, slot);
        return figures;
    }

    private Map<String, Double> bailey() {
        String into = backlog.target("on");
        backlog.slot(Backlog.FORWARD);
        CatchupMeter meter = new CatchupMeter(backlog.pair.target(), into, backlog.transactions);
        try (BaileyFollower follower = new BaileyFollower(
                backlog.pair.source().url(backlog.database),
                backlog.pair.target().url(into))) {
            return meter.measure(() -> {
                Map<String, Double> cpu = cpu(into, Backlog.FORWARD);
                cpu.put("Bailey's JVM", follower.cpu());
                cpu.put("target's sender, of the reverse stream", of(into, "backend_type = 'walsender'"));
                return cpu;
            });
        } finally {
            backlog.drop(into, Backlog.FORWARD);
        }
    }

    private Map<String, Double> cpu(String into, String slot) {
        Map<String, Double> cpu = new LinkedHashMap<>();
        cpu.put(
                "target's writer",
                of(
                        into,
                        "backend_type IN ('client backend', 'logical replication worker',"
                                + " 'logical replication apply worker')"));
        cpu.put("source's sender", Cpu.ofProcess(sender(slot)));
        return cpu;
    }

    /** The busiest is the one. */
    private double of(String into, String condition) {
        return ((PostgresBenchServer) backlog.pair.target())
                .processes("datname = '" + into + "' AND " + condition).stream()
                        .mapToDouble(Cpu::ofProcess)
                        .max()
                        .orElse(0);
    }

    private long sender(String slot) {
        return Long.parseLong(backlog.pair
                .source()
                .value(
                        backlog.database,
                        "SELECT active_pid FROM pg_replication_slots WHERE slot_name = '" + slot + "'"));
    }

    private Map<String, Double> reading() {
        backlog.slot(Backlog.FORWARD);
        try {
            return LogReading.of(backlog.pair.source().url(backlog.database), backlog.transactions);
        } finally {
            backlog.dropSlot(Backlog.FORWARD);
        }
    }
}
