package dev.bailey.router;

/** What came of a shadow request: an answer, or the reason why there is none. */
public sealed interface ShadowOutcome permits ShadowAnswer, ShadowDrop {}
