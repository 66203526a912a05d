package dev.bailey.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** Figures as people read them. What was not measured is said to be so, and is never 0. */
final class Figures {

    private static final String UNMEASURED = "not measured";

    private static final List<String> BYTES = List.of("B", "kB", "MB", "GB", "TB", "PB");

    private Figures() {}

    /** 1,234,567. */
    static String count(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%,d", value.asLong()) : UNMEASURED;
    }

    static String millis(JsonNode value) {
        return value.isNumber() ? duration(Duration.ofMillis(Math.round(value.asDouble()))) : UNMEASURED;
    }

    /** 84 ms, 12.3 s, 4 min 5 s, 2 h 10 min. */
    static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
        }
        return duration.toHours() == 0
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : duration.toHours() + " h " + duration.toMinutesPart() + " min";
    }

    /** 2026-11-30T10:48:45Z: nobody reads parts of a second. */
    static String time(JsonNode value) {
        return Instant.parse(value.asText()).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** 755 MB: powers of 1000, as disks are sold. */
    static String bytes(JsonNode value) {
        if (!value.isNumber()) {
            return UNMEASURED;
        }
        double bytes = value.asDouble();
        int unit = 0;
        while (bytes >= 999.5 && unit < BYTES.size() - 1) {
            bytes /= 1_000;
            unit++;
        }
        return String.format(Locale.ROOT, bytes < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", bytes, BYTES.get(unit));
    }

    /** 41 %, never 100 % before it is all. */
    static String percent(double fraction) {
        return (int) Math.floor(fraction * 100) + " %";
    }
}
