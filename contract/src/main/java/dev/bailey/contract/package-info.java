/** Plays what users or people wrote down against both sides, and says where they behave otherwise. */
@NullMarked
package dev.bailey.contract;

import org.jspecify.annotations.NullMarked;
