package dev.bailey.app;

import dev.bailey.control.RouterWelcome;
import dev.bailey.core.Route;
import dev.bailey.core.Side;
import dev.bailey.testkit.FreePort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts a router as a restart does, asks it once, and ends. The launcher runs this after a build and lets the JVM keep
 * the classes that it took in an archive, from which every later start reads them: the first answer then took half of
 * the CPU time.
 */
final class ClassArchive {

    private static final long ANSWER_NANOS_MAX = TimeUnit.SECONDS.toNanos(20);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: archive\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private ClassArchive() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("bailey-archive");
        try (ServerSocket application = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answer(application), "archive-application");
            answering.setDaemon(true);
            answering.start();
            int port = FreePort.next();
            try (RouterFolder state = RouterFolder.open(folder)) {
                state.keep(told(port, application.getLocalPort()));
            }
            Thread router = new Thread(
                    () -> Main.execute(
                            quiet(folder),
                            new LiveWiring(),
                            "router",
                            "--join",
                            "http://127.0.0.1:" + application.getLocalPort(),
                            "--state",
                            folder.toString()),
                    "archive-router");
            router.start();
            awaitAnswer(port);
            router.interrupt();
            router.join();
        } finally {
            DemoFolder.delete(folder);
        }
    }

    private static RouterWelcome told(int port, int application) {
        String part = """
                {"services": {"web": {"listen": "127.0.0.1:%d", "source": "http://127.0.0.1:%d", "target": "http://127.0.0.1:1"}},
                 "cutover": {"hold": {"max": "5s"}}}""".formatted(port, application);
        return new RouterWelcome("archive", "web", part, List.of(Route.to(Side.SOURCE, "everyone", 0)));
    }

    private static Shell quiet(Path folder) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new Shell(
                nowhere, nowhere, folder, Map.of("BAILEY_JOIN_TOKEN", "none"), "archive", /* terminal= */ false);
    }

    private static void answer(ServerSocket application) {
        while (!application.isClosed()) {
            answerOne(application);
        }
    }

    private static void answerOne(ServerSocket application) {
        try (Socket client = application.accept()) {
            if (client.getInputStream().read(new byte[REQUEST.length]) > 0) {
                client.getOutputStream().write(ANSWER);
            }
        } catch (IOException gone) {
            return; // the next one may stay
        }
    }

    private static void awaitAnswer(int port) {
        long until = System.nanoTime() + ANSWER_NANOS_MAX;
        while (System.nanoTime() < until) {
            try (Socket client = new Socket()) {
                client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                client.getOutputStream().write(REQUEST);
                if (client.getInputStream().read() > 0) {
                    return;
                }
            } catch (IOException notYet) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }
}
