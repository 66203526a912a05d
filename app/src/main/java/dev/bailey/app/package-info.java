/** The command line, the wiring and the demo. */
@NullMarked
package dev.bailey.app;

import org.jspecify.annotations.NullMarked;
