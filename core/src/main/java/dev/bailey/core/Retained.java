package dev.bailey.core;

import java.util.OptionalLong;

/**
 * Log that a server keeps because one stream has not confirmed it. Immutable.
 *
 * @param bytesMax where the server stops keeping it, and the stream is lost; empty when it keeps it until its disk is
 *     full
 */
public record Retained(long bytes, OptionalLong bytesMax) {}
