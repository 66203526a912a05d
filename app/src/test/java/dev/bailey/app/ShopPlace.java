package dev.bailey.app;

import dev.bailey.core.Side;
import java.sql.Connection;
import java.sql.SQLException;

/** A database of a shop's on some engine, and who comes to it. */
interface ShopPlace {

    /** A fresh database on the engine that {@code -Dbailey.engine} names, PostgreSQL if it names none. */
    static ShopPlace fresh(Side side) {
        String engine = System.getProperty("bailey.engine", "postgresql");
        return engine.equals("postgresql")
                ? Place.of(side == Side.SOURCE ? Servers.OLD : Servers.NEW, side)
                : BinlogPlace.fresh(engine, side);
    }

    /** As a plan names it. */
    String engine();

    String database();

    /** As a plan states it. */
    String url();

    /** The server's own. */
    int port();

    /** Where the shop finds it. */
    String jdbcUrl();

    /** Bailey's. */
    String user();

    /** The shop's user. */
    String application();

    /** Of the shop's user. */
    String password();

    /** Whether Bailey's user cannot switch triggers off where an engine lets others do so. */
    boolean bare();

    /** The same, reached by Bailey through this port. */
    ShopPlace through(int port);

    /** Connects as the shop does. */
    Connection connect() throws SQLException;

    /** Lets the keys that new sessions are given go in such steps, where an engine knows them; 1 and 1 are usual. */
    default void steps(int step, int start) {}

    /** Ends every session in it, Bailey's and the shop's alike, as a server that restarts does. */
    void endSessions();

    /** Streams left behind would keep the server's log, and take up its last free slot. */
    void dropStreams();
}
