package dev.bailey.replication;

import dev.bailey.core.Problem;

/**
 * Whether a conflict at a session's first transaction is our own doing: a commit whose answer was lost may land after
 * the next session has read the checkpoint. Each is looked into with a new session, up to a limit. Confined to one
 * thread.
 */
final class Doubt {

    /** More than a server needs to end what it was committing, at a tenth of a second each. */
    static final int CONFLICTS_MAX = 10;

    private final String stream;
    private int inARow;

    Doubt(String stream) {
        this.stream = stream;
    }

    /** What the first transaction's failure is taken for. */
    Problem about(Problem problem) {
        if (problem.kind() != Problem.Kind.CONFLICT || inARow == CONFLICTS_MAX) {
            return problem;
        }
        inARow++;
        String message = "stream " + stream + " finds its checkpoint moved, perhaps by a commit of its own that was"
                + " cut off, and looks again where it stands";
        return new Problem(Problem.Kind.BUSY, message, problem);
    }

    void settled() {
        inARow = 0;
    }
}
