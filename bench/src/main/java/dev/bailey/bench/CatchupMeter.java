package dev.bailey.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** Waits for the log's two parts to arrive on a target, and tells what the second took. Confined to one thread. */
final class CatchupMeter {

    private final Backlog backlog;
    private final String into;
    private final String slot;
    private final long begun = System.nanoTime();

    CatchupMeter(Backlog backlog, String into, String slot) {
        this.backlog = backlog;
        this.into = into;
        this.slot = slot;
    }

    /** @param client the process that carries the changes; 0 when the target's server does */
    Map<String, Double> measure(long client) {
        await(1);
        long first = System.nanoTime();
        Map<String, Double> before = cpu(client);
        await(2);
        long second = System.nanoTime();
        Map<String, Double> used = cpu(client);
        before.forEach((who, seconds) -> used.merge(who, -seconds, Double::sum));
        return CatchupBench.figures(backlog, (second - first) / 1e9, (first - begun) / 1e9, used);
    }

    private void await(int part) {
        BaileyMove.await(
                "part " + part + " of the log is there",
                () -> backlog.pair
                        .target()
                        .value(into, "SELECT count(*) >= " + part + " FROM part")
                        .equals("t"));
    }

    private Map<String, Double> cpu(long client) {
        String ours = "datname = '" + into + "' AND backend_type ";
        Map<String, Double> cpu = new LinkedHashMap<>();
        cpu.put(
                "target's writer",
                of(ours + "IN ('client backend', 'logical replication worker', 'logical replication apply worker')"));
        cpu.put("source's sender", Cpu.ofProcess(sender()));
        if (client != 0) {
            cpu.put("Bailey's JVM", Cpu.ofProcess(client));
            cpu.put("target's sender, of the reverse stream", of(ours + "= 'walsender'"));
        }
        return cpu;
    }

    /** The busiest is the one. */
    private double of(String condition) {
        return ((PostgresBenchServer) backlog.pair.target())
                .processes(condition).stream().mapToDouble(Cpu::ofProcess).max().orElse(0);
    }

    private long sender() {
        return Long.parseLong(backlog.pair
                .source()
                .value(
                        backlog.database,
                        "SELECT active_pid FROM pg_replication_slots WHERE slot_name = '" + slot + "'"));
    }
}
