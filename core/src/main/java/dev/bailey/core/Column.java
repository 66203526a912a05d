package dev.bailey.core;

/**
 * One column as the catalog or the log lists it.
 *
 * @param type the engine's own spelling of the type, with its length or precision; empty where the log does not say
 * @param key whether it is part of the key that identifies a row in the log
 * @param generated whether the server computes it, so that it is never written
 */
public record Column(String name, String type, boolean key, boolean generated) {}
