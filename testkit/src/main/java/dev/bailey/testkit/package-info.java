/** Real servers, a sample shop under load, and the history checker. */
@NullMarked
package dev.bailey.testkit;

import org.jspecify.annotations.NullMarked;
