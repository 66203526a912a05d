package dev.bailey.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** An application that is well and whose clock is wrong; the JDK's server would write a date of its own. */
final class ApplicationAhead implements AutoCloseable {

    private final Duration ahead;
    private final ServerSocket server;

    private ApplicationAhead(Duration ahead, ServerSocket server) {
        this.ahead = ahead;
        this.server = server;
    }

    static ApplicationAhead by(Duration ahead) throws IOException {
        ApplicationAhead application =
                new ApplicationAhead(ahead, new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(application::serve, "ahead");
        thread.setDaemon(true);
        thread.start();
        return application;
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                answer(client);
            } catch (IOException e) {
                // the test is over, or the client has left
            }
        }
    }

    private void answer(Socket client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            // its head says nothing that matters here
        }
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plus(ahead));
        String answer = "HTTP/1.1 204 No Content\r\nConnection: close\r\nDate: " + date + "\r\n\r\n";
        client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
