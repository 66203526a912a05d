package dev.bailey.telling;

import java.util.Optional;

/**
 * How one way to people does. Immutable; never holds a secret.
 *
 * @param told notices that arrived
 * @param failed those that were given up
 * @param dropped those that did not fit into the queue
 * @param waiting those that are in it
 * @param trouble why the last attempt went wrong; empty when it did not
 */
public record TellingStatus(String name, long told, long failed, long dropped, int waiting, Optional<String> trouble) {}
