package dev.bailey.router;

/** The connections of one lane to one side, and the requests that wait for one. Confined to its lane's event loop. */
interface UpstreamPool {

    /** Who needs a connection. Told exactly once, unless it cancels. */
    interface Taker {
        /** Whom the upstream is told, where it wants to be. */
        ClientName client();

        void take(UpstreamConnection connection);

        void refused(Failure failure);
    }

    void request(Taker taker);

    /** For a second try: where one connection was stale, the others are as well. */
    void requestNew(Taker taker);

    void cancel(Taker taker);

    /** The request that was made on it is over. */
    void giveBack(UpstreamConnection connection);

    /** What it carries goes on without end, and no longer keeps others from a connection. */
    void letGo(UpstreamConnection connection);

    /** What was let go has come to its end after all. */
    void letGoEnded(UpstreamConnection connection);

    LaneFigures.Pool figures();

    /** Whether more requests would only wait here. */
    boolean isCrowded();

    /** Closes what is idle for too long or dead, and looks whether a side that was down is up again. */
    void sweep(long nanos);
}
