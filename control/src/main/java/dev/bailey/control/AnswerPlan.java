package dev.bailey.control;

import dev.bailey.judging.JudgeSettings;

/**
 * How the answers of both sides of a service are compared. Immutable.
 *
 * @param proven whether a cutover waits until every endpoint that users ask for often is known to be alike, and not
 *     only until none is known to differ
 */
public record AnswerPlan(JudgeSettings settings, boolean proven) {}
