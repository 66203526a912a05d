/** Measures Bailey beside its peers, on real servers, and prints ratios. Not shipped; nothing here fails by a time. */
@NullMarked
package dev.bailey.bench;

import org.jspecify.annotations.NullMarked;
