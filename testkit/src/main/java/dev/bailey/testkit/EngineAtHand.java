package dev.bailey.testkit;

import dev.bailey.core.Connector;
import dev.bailey.core.Side;
import java.sql.Connection;
import java.sql.SQLException;

/** What a contract must know of an engine beside its connector: how an application gets at it. */
public interface EngineAtHand {

    Connector connector();

    /** Makes an empty database on this side's server, and returns its URL as a plan states it. */
    String createDatabase(Side side);

    /** Connects as an application would. */
    Connection connect(String url) throws SQLException;

    /** The definition of a primary key {@code id} that the server numbers by itself. */
    String numberedKey();
}
