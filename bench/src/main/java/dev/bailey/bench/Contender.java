package dev.bailey.bench;

import java.util.Map;

/**
 * Who is measured.
 *
 * @param name as the table shows it
 * @param run does the work once, and tells figures by their names with units ("seconds", "CPU s target"), in the order
 *     of the table
 */
record Contender(String name, Run run) {

    /** One round's work. */
    @FunctionalInterface
    interface Run {
        Map<String, Double> once();
    }
}
