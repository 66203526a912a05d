/** Proxies HTTP, sends each slice to its side, holds and releases writes. */
@NullMarked
package dev.bailey.router;

import org.jspecify.annotations.NullMarked;
