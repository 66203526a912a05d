/** Compares both sides; shares no code with what it checks. */
@NullMarked
package dev.bailey.verification;

import org.jspecify.annotations.NullMarked;
