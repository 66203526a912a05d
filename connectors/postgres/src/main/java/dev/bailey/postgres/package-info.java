/** PostgreSQL, behind the ports of core. */
@NullMarked
package dev.bailey.postgres;

import org.jspecify.annotations.NullMarked;
