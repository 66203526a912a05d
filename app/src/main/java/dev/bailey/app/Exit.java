package dev.bailey.app;

/** How a command ended, as the shell sees it. */
enum Exit {
    /** Done as asked. */
    DONE(0),
    /** A gate is closed, or a verdict is Different or Unknown. */
    CLOSED(1),
    /** The plan or the command is wrong. */
    WRONG(2),
    /** The world failed: a server, the network, a disk. */
    FAILED(3);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
