package dev.bailey.bench;

/** A source and a target. */
record TwoServers(BenchServer source, BenchServer target) implements AutoCloseable {

    static TwoServers start(ServerOptions options) {
        BenchServer source = BenchServer.start(options);
        try {
            return new TwoServers(source, BenchServer.start(options));
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
