package dev.bailey.runbook;

import java.time.Instant;

/**
 * A step that waits for a person. Immutable.
 *
 * @param step what to call it when deciding
 * @param sentence why it waits, and what the person can do
 * @param again whether doing it again is one of the answers
 */
public record Waiting(String step, Instant since, String sentence, boolean again) {}
