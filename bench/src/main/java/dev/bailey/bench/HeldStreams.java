package dev.bailey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes that arrive in a hold as streams of a few connections of HTTP/2. */
final class HeldStreams {

    private static final int STREAMS = 100;
    private static final double NANOS = 1e9;

    private HeldStreams() {}

    static Map<String, Double> figures(Path folder, Proxy bailey, int count) {
        Map<String, Double> figures = new LinkedHashMap<>();
        double before = Memory.peakMegabytes(bailey.pid());
        bailey.order(BaileyProxy.HOLD);
        try {
            Path body = Files.writeString(folder.resolve("body"), "0123456789");
            Path said = folder.resolve("h2load.out");
            String command = H2load.command(bailey.ports().clearHttp2Url(), count / STREAMS, STREAMS) + " -n " + count
                    + " -d " + body;
            Process clients = new ProcessBuilder(List.of("bash", "-c", "exec " + command))
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            BaileyMove.await("all are parked", () -> bailey.order(BaileyProxy.PARKED) == count);
            figures.put("MB, memory of the process with all held", Memory.megabytes(bailey.pid()));
            long begun = System.nanoTime();
            bailey.order(BaileyProxy.RELEASE);
            clients.waitFor();
            long answered = H2load.of(Files.readString(said)).requests();
            figures.put("writes held", (double) count);
            figures.put("writes not answered 200", (double) (count - answered));
            figures.put("s, release to last answer", (System.nanoTime() - begun) / NANOS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while streams were held", e);
        }
        figures.put("MB, memory of the process before at most", before);
        figures.put("MB, memory of the process at most", Memory.peakMegabytes(bailey.pid()));
        bailey.order(BaileyProxy.LIVE);
        figures.put("MB, memory of the process afterwards", Memory.megabytes(bailey.pid()));
        return figures;
    }
}
