/** Tells people what happens, by webhooks and mail, and never holds up what it tells of. */
@NullMarked
package dev.bailey.telling;

import org.jspecify.annotations.NullMarked;
