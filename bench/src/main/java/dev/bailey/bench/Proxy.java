package dev.bailey.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A web server or proxy that runs on one core, in a process without children. Confined to one thread. */
final class Proxy implements AutoCloseable {

    /** Whoever is measured has this core to itself; backend and clients share the other. */
    static final String MEASURED_CORE = "0";

    static final String OTHER_CORE = "1";

    private final String name;
    private final Process process;
    private final Ports ports;

    /** Starts it, and comes back when it listens. */
    Proxy(String name, String core, Ports ports, List<String> command) {
        this.name = name;
        this.ports = ports;
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", core));
        pinned.addAll(command);
        try {
            process = new ProcessBuilder(pinned)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, name + "-ends"));
        try {
            BaileyMove.await(name + " listens", this::listens);
        } catch (RuntimeException e) {
            process.destroy();
            throw e;
        }
    }

    /** As tables show it. */
    String name() {
        return name;
    }

    /** Whose JVM must first compile what it runs. */
    boolean isBailey() {
        return name.startsWith(Proxies.BAILEY);
    }

    Ports ports() {
        return ports;
    }

    int port() {
        return ports.plain();
    }

    long pid() {
        return process.pid();
    }

    /** Only Bailey's takes orders. Returns the figure that it answers with. */
    long order(String order) {
        try {
            BufferedWriter out = process.outputWriter();
            out.write(order + "\n");
            out.flush();
            BufferedReader in = process.inputReader();
            String figure = in.readLine();
            if (figure == null) {
                throw new IllegalStateException("Bailey's process ended when it was told to " + order + ", see above");
            }
            return Long.parseLong(figure);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean listens() {
        if (!process.isAlive()) {
            throw new IllegalStateException(name + " ended with " + process.exitValue() + " at its start, see above");
        }
        return answers(ports.plain()) && answers(ports.clearHttp2()) && answers(ports.tls());
    }

    private static boolean answers(int port) {
        if (port == 0) {
            return true;
        }
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        BaileyMove.await(name + " has ended", () -> !process.isAlive());
    }
}
