package dev.bailey.core;

import java.util.List;

/** Opens databases of one engine. Thread-safe. */
public interface Connector {

    /** The name by which a plan asks for it, such as {@code postgresql}. */
    String engine();

    /** Patterns of the tables that a plan means when it names none, as {@link Catalog#tables} takes them. */
    List<String> usualTables();

    /** Those of {@link Catalog#obstacles} and {@link Catalog#advice}. */
    List<Check> checks();

    /**
     * Connects, and checks that what is there can be moved by this connector.
     *
     * @param url with user and password, as the plan states it after secrets were filled in
     * @throws Problem with a message fit for the person who wrote the plan; it never holds the password
     */
    Database open(String url);
}
