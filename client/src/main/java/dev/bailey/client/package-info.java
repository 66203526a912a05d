/** For applications that follow a migration's switch: jobs and consumers that run on one side at a time. */
@NullMarked
package dev.bailey.client;

import org.jspecify.annotations.NullMarked;
