package dev.bailey.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A new route every 10 ms under load, beside none. nginx has no such thing: a reload starts its workers anew. */
final class Flips {

    static final long MILLIS = 10;

    private static final int PER_SECOND = 5_000;

    private Flips() {}

    static void print(Stage stage, PrintStream out) {
        for (Proxy proxy : stage.warm()) {
            if (proxy.name().equals(Proxies.NGINX)) {
                continue;
            }
            RouterLoad.title(out, "A flip every " + MILLIS + " ms under load: " + proxy.name());
            Contender still = new Contender(proxy.name() + ", no flips", () -> figures(proxy, stage.effort()));
            Contender flipping = new Contender(proxy.name() + ", flips", () -> flipping(proxy, stage));
            new Rounds(List.of(still, flipping), still)
                    .run(stage.effort().fewerRounds(), System.err)
                    .print(out);
        }
    }

    private static Map<String, Double> figures(Proxy proxy, Effort effort) {
        Map<String, Double> figures = new LinkedHashMap<>(RouterLoad.plain(proxy, effort));
        RouterLoad.times(proxy, PER_SECOND, effort.seconds(), figures);
        return figures;
    }

    private static Map<String, Double> flipping(Proxy proxy, Stage stage) {
        if (proxy.name().equals(Proxies.BAILEY)) {
            long before = proxy.order(BaileyProxy.FLIP);
            Map<String, Double> figures = figures(proxy, stage.effort());
            figures.put("flips", (double) (proxy.order(BaileyProxy.STAY) - before));
            return figures;
        }
        AtomicLong flips = new AtomicLong();
        Path control = Proxies.haproxyControl(stage.folder(), proxy.ports());
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try {
            Future<?> flipping = clock.scheduleAtFixedRate(
                    () -> flipHaproxy(control, flips.incrementAndGet() % 2 == 1), 0, MILLIS, TimeUnit.MILLISECONDS);
            Map<String, Double> figures = figures(proxy, stage.effort());
            figures.put("flips", (double) flips.get());
            if (flipping.isDone()) {
                flipping.get();
            }
            return figures;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while HAProxy was flipped", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("HAProxy could not be flipped", e);
        } finally {
            clock.shutdownNow();
            flipHaproxy(control, /* toSecond= */ false);
        }
    }

    /** The new side is ready before the old one is not. */
    private static void flipHaproxy(Path control, boolean toSecond) {
        String come = toSecond ? "b" : "a";
        String go = toSecond ? "a" : "b";
        String command = "set server web/" + come + " state ready; set server web/" + go + " state maint\n";
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(control))) {
            channel.write(ByteBuffer.wrap(command.getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(1024);
            int read;
            do {
                read = channel.read(answer);
            } while (read >= 0 && answer.hasRemaining());
            String said = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII).strip();
            if (!said.isEmpty()) {
                throw new IOException("HAProxy answers " + command + "with " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
