/** Durable steps and their journal; knows no databases. */
@NullMarked
package dev.bailey.runbook;

import org.jspecify.annotations.NullMarked;
