package dev.bailey.router;

import java.util.Locale;

/** What a client makes of the bytes it got, until the end of its connection. */
final class ClientAnswer {

    private static final String END = "\r\n\r\n";
    private static final String LAST_CHUNK = "0\r\n";

    private ClientAnswer() {}

    /** The status, the body, and "cut" when the body came without its end. */
    static String words(String all, String method) {
        int end = all.indexOf(END);
        if (!all.startsWith("HTTP/1.1 ") || end < 0) {
            return "not HTTP: " + all;
        }
        String head = all.substring(0, end + 2);
        String status = all.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3);
        String rest = all.substring(end + END.length());
        if (status.equals("100") || status.equals("103")) {
            return status + " " + words(rest, method);
        }
        if (status.startsWith("50")) {
            return status;
        }
        return (status + " " + body(head, rest, method, status)).strip();
    }

    private static String body(String head, String rest, String method, String status) {
        if (status.equals("204") && head.toLowerCase(Locale.ROOT).contains("\r\ncontent-length:")) {
            return "with a length";
        }
        if (method.equals("HEAD") || status.equals("204") || status.equals("304")) {
            return rest;
        }
        if (head.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding: chunked\r\n")) {
            return chunked(rest);
        }
        int length = Integer.parseInt(value(head, "content-length"));
        return rest.length() < length ? rest + " cut" : rest;
    }

    private static String chunked(String rest) {
        StringBuilder body = new StringBuilder();
        String left = rest;
        while (!left.isEmpty() && !left.startsWith(LAST_CHUNK)) {
            int line = left.indexOf("\r\n");
            int size = Integer.parseInt(left.substring(0, line), 16);
            body.append(left, line + 2, line + 2 + size);
            left = left.substring(line + 4 + size);
        }
        return left.endsWith(END) ? body.toString() : body + " cut";
    }

    private static String value(String head, String name) {
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
                return line.substring(name.length() + 1).strip();
            }
        }
        throw new IllegalArgumentException("no " + name + " in: " + head);
    }
}
