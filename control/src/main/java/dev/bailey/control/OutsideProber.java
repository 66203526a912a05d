package dev.bailey.control;

import java.nio.file.Path;
import java.time.InstantSource;

/** A prober on another machine than Bailey's, which writes into a file. Thread-safe. */
public final class OutsideProber implements AutoCloseable {

    private final Prober prober;
    private final String sentence;

    private OutsideProber(Prober prober, String sentence) {
        this.prober = prober;
        this.sentence = sentence;
    }

    /**
     * Begins to ask.
     *
     * @param name as reports will have it
     * @param out goes on behind what is there
     */
    public static OutsideProber start(String name, Probe probe, Path out, InstantSource clock) {
        ProbeFile file = ProbeFile.open(out);
        return new OutsideProber(
                new Prober(name, probe, file::write, clock), probe.call().title() + ", as " + name + ", into " + out);
    }

    /** What it does. */
    public String sentence() {
        return sentence;
    }

    /** Writes down what it has seen. */
    @Override
    public void close() {
        prober.close();
    }
}
