/**
 * The words: what moves, how far it got, who serves it; and the ports that connectors implement. Depends on the JDK
 * alone.
 */
@NullMarked
package dev.bailey.core;

import org.jspecify.annotations.NullMarked;
