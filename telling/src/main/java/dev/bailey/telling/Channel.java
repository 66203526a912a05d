package dev.bailey.telling;

/** One way to people. Confined to one thread. */
interface Channel {

    /** What people know it by; holds no secret. */
    String name();

    /**
     * Delivers one notice, within a time that the channel limits.
     *
     * @param missing how many before it did not arrive
     * @throws Undelivered when it did not arrive, as far as is known
     */
    void deliver(Notice notice, long missing) throws Undelivered, InterruptedException;
}
