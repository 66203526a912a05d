package dev.bailey.router;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A server that keeps what can be read in one way only, and answers with the path. Of requests that were cut it keeps
 * nothing.
 */
final class RecordingUpstream implements AutoCloseable {

    private static final String CUT = "(cut)";
    private static final String UNREADABLE = "(cannot be read in one way)";

    private final ScriptedUpstream server = new ScriptedUpstream(RecordingUpstream::serve);

    RecordingUpstream() throws IOException {}

    URI uri() {
        return server.uri();
    }

    List<String> heard() {
        return List.copyOf(server.heard());
    }

    void forget() {
        server.heard().clear();
    }

    private static void serve(Wire wire, List<String> heard) throws IOException {
        String head = wire.readUntil("\r\n\r\n");
        while (!head.isEmpty()) {
            if (!head.endsWith("\r\n\r\n")) {
                return;
            }
            String body = body(wire, head);
            if (body.endsWith(CUT)) {
                return;
            }
            heard.add(anywhere(head) + body);
            if (body.endsWith(UNREADABLE)) {
                return;
            }
            String path = head.split(" ", 3)[1];
            wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
            head = wire.readUntil("\r\n\r\n");
        }
    }

    private static String body(Wire wire, String head) throws IOException {
        List<String> lengths = values(head, "content-length");
        List<String> codings = values(head, "transfer-encoding");
        if (lengths.size() + codings.size() > 1) {
            return UNREADABLE;
        }
        if (!lengths.isEmpty()) {
            return lengths.get(0).matches("\\d{1,9}") ? exactly(wire, Integer.parseInt(lengths.get(0))) : UNREADABLE;
        }
        return codings.isEmpty() ? "" : chunks(wire);
    }

    private static String chunks(Wire wire) throws IOException {
        StringBuilder all = new StringBuilder();
        while (true) {
            String size = wire.readUntil("\r\n");
            if (!size.matches("0*[0-9a-fA-F]{1,7}\r\n")) {
                return size.endsWith("\n") ? UNREADABLE : CUT;
            }
            int length = Integer.parseInt(size.strip(), 16);
            if (length == 0) {
                return all + trailers(wire);
            }
            String chunk = exactly(wire, length);
            String end = wire.readUntil("\r\n");
            if (chunk.equals(CUT) || !end.equals("\r\n")) {
                return end.endsWith("\n") ? UNREADABLE : CUT;
            }
            all.append(chunk);
        }
    }

    /** Lines up to an empty one. */
    private static String trailers(Wire wire) throws IOException {
        StringBuilder all = new StringBuilder();
        String line = wire.readUntil("\r\n");
        while (!line.equals("\r\n")) {
            if (!line.endsWith("\r\n")) {
                return CUT;
            }
            all.append(line);
            line = wire.readUntil("\r\n");
        }
        return all.toString();
    }

    private static String exactly(Wire wire, int count) throws IOException {
        String text = wire.read(count);
        return text.length() < count ? CUT : text;
    }

    private static List<String> values(String head, String name) {
        List<String> values = new ArrayList<>();
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
                values.add(line.substring(name.length() + 1).strip());
            }
        }
        return values;
    }

    /** Without what differs from run to run. */
    private static String anywhere(String head) {
        return head.replaceAll("(?i)X-Forwarded-[a-z]+:[^\r\n]*\r\n", "")
                .replaceAll("127[.]0[.]0[.]1:\\d+", "upstream");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
