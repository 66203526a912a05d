package dev.bailey.router;

/**
 * How far ahead an upstream may send of one answer: twice as far whenever a window's worth was taken by a client that
 * never let it wait. Confined to its lane's event loop.
 */
final class DownloadWindow {

    private final WindowBudget budget;
    private int size = WindowBudget.FIRST_BYTES;
    private int takenBytes;
    private boolean waited;

    DownloadWindow(WindowBudget budget) {
        this.budget = budget;
    }

    /** The client does not take what is there. */
    void waits() {
        waited = true;
    }

    /** By how much the window grows now that so much more was taken. */
    int taken(int bytes) {
        takenBytes += bytes;
        if (takenBytes < size) {
            return 0;
        }
        takenBytes = 0;
        boolean keepsUp = !waited;
        waited = false;
        int more = size;
        if (!keepsUp || size + more > WindowBudget.STREAM_BYTES_MAX || !budget.take(more)) {
            return 0;
        }
        size += more;
        return more;
    }

    /** No more comes. */
    void close() {
        budget.giveBack(size - WindowBudget.FIRST_BYTES);
        size = WindowBudget.FIRST_BYTES;
    }
}
