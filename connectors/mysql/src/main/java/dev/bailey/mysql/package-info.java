/** MySQL and MariaDB behind the ports of core: one connector, two dialects. */
@NullMarked
package dev.bailey.mysql;

import org.jspecify.annotations.NullMarked;
