package dev.bailey.core;

/**
 * Named points in copy, cutover and rollback, told when they are reached. Proofs stop the process at each of them;
 * nothing else may depend on it.
 */
@FunctionalInterface
public interface Milestones {

    Milestones UNHEARD = name -> {};

    void reached(String name);
}
