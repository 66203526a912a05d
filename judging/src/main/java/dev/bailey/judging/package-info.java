/** Says whether two applications answer and behave alike; knows no router and no database. */
@NullMarked
package dev.bailey.judging;

import org.jspecify.annotations.NullMarked;
