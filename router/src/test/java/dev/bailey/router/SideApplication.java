package dev.bailey.router;

/** The application of one side, which answers with its name and nothing else. */
final class SideApplication {

    private SideApplication() {}

    static ScriptedUpstream.Script named(String name) {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name;
        return (wire, heard) -> {
            while (!wire.readUntil("\r\n\r\n").isEmpty()) {
                wire.send(answer);
            }
        };
    }
}
