package dev.bailey.bench;

import dev.bailey.core.Change;
import dev.bailey.core.Database;
import dev.bailey.core.LogEvent;
import dev.bailey.core.LogReader;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The log read and decoded by Bailey's reader on one thread of this process, and thrown away. */
final class LogReading {

    private static final Duration WAIT = Duration.ofSeconds(1);

    private LogReading() {}

    /** @param transactions in each part */
    static Map<String, Double> of(String url, long transactions) {
        try (Database source = Engine.open(url)) {
            long begun = System.nanoTime();
            try (LogReader reader = source.log().read(BaileyMove.NAME + "_forward")) {
                pass(reader);
                long first = System.nanoTime();
                double before = Cpu.ofThisProcess();
                pass(reader);
                Map<String, Double> cpu = new LinkedHashMap<>();
                cpu.put("the reading JVM", Cpu.ofThisProcess() - before);
                return CatchupMeter.figures(
                        transactions, (System.nanoTime() - first) / 1e9, (first - begun) / 1e9, cpu);
            }
        }
    }

    /** Reads to the end of a part. */
    private static void pass(LogReader reader) {
        boolean marked = false;
        while (!marked) {
            LogEvent event = reader.next(WAIT);
            marked = event instanceof LogEvent.Changed changed
                    && changed.change() instanceof Change.Insert insert
                    && insert.table().id().name().equals("part");
        }
    }
}
