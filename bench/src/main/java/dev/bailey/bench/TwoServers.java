package dev.bailey.bench;

import java.util.Map;

/** A source and a target. */
record TwoServers(BenchServer source, BenchServer target) implements AutoCloseable {

    static TwoServers start(ServerOptions options) {
        return start(options, Map.of());
    }

    static TwoServers start(ServerOptions options, Map<String, String> more) {
        BenchServer source = BenchServer.start(options, more);
        try {
            return new TwoServers(source, BenchServer.startTarget(options, more));
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            source.close();
        } finally {
            target.close();
        }
    }
}
