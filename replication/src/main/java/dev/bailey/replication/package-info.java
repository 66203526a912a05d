/** Copies, follows, applies, checkpoints and measures lag; knows no vendor. */
@NullMarked
package dev.bailey.replication;

import org.jspecify.annotations.NullMarked;
