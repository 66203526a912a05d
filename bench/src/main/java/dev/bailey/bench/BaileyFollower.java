package dev.bailey.bench;

import java.util.List;

/** A process of its own that follows one database, ended with its owner. */
final class BaileyFollower implements AutoCloseable {

    private final Process process;

    BaileyFollower(String from, String into) {
        this.process = Shell.started(BaileyFollow.class, List.of("-Xmx512m"), from, into);
    }

    /** Seconds so far. */
    double cpu() {
        return Cpu.ofProcess(process.pid());
    }

    @Override
    public void close() {
        process.destroy();
        BaileyMove.await("Bailey has ended", () -> !process.isAlive());
    }
}
