package dev.bailey.router;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** One end of a connection that says byte by byte what the test wants, right or wrong. */
final class Wire implements AutoCloseable {

    private static final int MILLIS_MAX = 10_000;

    private final Socket socket;
    private final InputStream in;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        socket.setSoTimeout(MILLIS_MAX);
    }

    static Wire to(int port) throws IOException {
        return new Wire(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    static boolean listens(int port) {
        try (Wire probe = to(port)) {
            return probe.socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** A message whose line ends are written as bars. */
    static String lines(String bars) {
        return bars.replace("|", "\r\n");
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Everything until the other end closes, by whatever means. */
    String readToEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketException reset) {
            return all.toString(StandardCharsets.ISO_8859_1);
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** What comes until the text has been seen, or the end. */
    String readUntil(String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            int next = in.read();
            if (next < 0) {
                return seen.toString();
            }
            seen.append((char) next);
        }
        return seen.toString();
    }

    /** So many characters, fewer when the other end closes before. */
    String read(int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    boolean hasInput() throws IOException {
        return in.available() > 0;
    }

    /** Sends FIN, and still reads. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes by RST. */
    void abort() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
