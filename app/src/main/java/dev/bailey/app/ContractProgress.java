package dev.bailey.app;

import java.util.function.IntConsumer;

/** Counts requests as they are sent: on a terminal in one line, elsewhere now and then. Confined to one thread. */
final class ContractProgress implements IntConsumer {

    /** In a file, a line is for ever. */
    private static final int BETWEEN_LINES = 1000;

    private final Shell shell;
    private int sent;

    ContractProgress(Shell shell) {
        this.shell = shell;
    }

    @Override
    public void accept(int more) {
        sent += more;
        if (shell.terminal()) {
            shell.err().print("\r" + sent + " requests sent ");
            shell.err().flush();
        } else if (sent % BETWEEN_LINES == 0) {
            shell.err().println(sent + " requests sent");
        }
    }
}
