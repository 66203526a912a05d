package dev.bailey.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A process that copies one database as a migration does, and tells on its output how long each part took. */
final class BaileyCopy {

    private final Map<String, Double> told = new LinkedHashMap<>();
    private long since = System.nanoTime();

    private BaileyCopy() {}

    /** Arguments: source, target, connections. */
    public static void main(String[] arguments) {
        new BaileyCopy().copy(arguments[0], arguments[1], Integer.parseInt(arguments[2]));
    }

    private void copy(String from, String into, int connections) {
        long begun = System.nanoTime();
        try (BaileyMove move = new BaileyMove(from, into, connections)) {
            move.schema();
            part("s, schema");
            move.guards();
            part("s, guards");
            move.copy();
            part("s, streams and rows");
            move.indexes();
            part("s, indexes");
            told.put("s, inside the JVM", (System.nanoTime() - begun) / 1e9);
            tell(told);
        }
    }

    private void part(String name) {
        long now = System.nanoTime();
        told.put(name, (now - since) / 1e9);
        since = now;
    }

    static void tell(Map<String, Double> figures) {
        figures.forEach((figure, value) -> System.out.printf(Locale.ROOT, "%s=%s%n", figure, value));
    }

    /** Reads back what such a process told. */
    static Map<String, Double> told(String output) {
        Map<String, Double> figures = new LinkedHashMap<>();
        output.lines().filter(line -> line.contains("=")).forEach(line -> {
            int equals = line.lastIndexOf('=');
            figures.put(line.substring(0, equals), Double.valueOf(line.substring(equals + 1)));
        });
        return figures;
    }
}
