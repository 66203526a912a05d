/** The migration: plan, gates, steps, cutover, API and dashboard. */
@NullMarked
package dev.bailey.control;

import org.jspecify.annotations.NullMarked;
