package dev.bailey.control;

import dev.bailey.router.ShadowSettings;

/**
 * What of a service's requests goes to the other side too, and how the answers are compared. Immutable.
 *
 * @param settings what its routers are told
 */
public record ShadowPlan(ShadowSettings settings, AnswerPlan answers) {}
