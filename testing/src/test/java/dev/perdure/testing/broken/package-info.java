/** Durable code with a mistake in it, and a test of each that would pass anywhere else. */
@NullMarked
package dev.perdure.testing.broken;

import org.jspecify.annotations.NullMarked;
