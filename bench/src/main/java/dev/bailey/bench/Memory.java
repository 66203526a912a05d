package dev.bailey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What processes have used, as /proc tells it. */
final class Memory {

    private static final String PEAK = "VmHWM:";
    private static final String NOW = "VmRSS:";
    private static final double KB_PER_MB = 1024;

    private Memory() {}

    /** The most that a process has held at once so far. */
    static double peakMegabytes(long pid) {
        return megabytes(pid, PEAK);
    }

    static double megabytes(long pid) {
        return megabytes(pid, NOW);
    }

    private static double megabytes(long pid, String figure) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith(figure))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / KB_PER_MB)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
