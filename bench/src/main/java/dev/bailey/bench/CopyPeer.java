package dev.bailey.bench;

/**
 * Another way to copy a database.
 *
 * @param name as the table shows it
 * @param program without which there is no such way
 */
record CopyPeer(String name, Program program, Copy copy) {

    /** What is timed: a copy of a database of the source into this empty one of the target. */
    @FunctionalInterface
    interface Copy {
        void run(String database, String into);
    }
}
