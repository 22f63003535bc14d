/** The smallest entity. */
@NullMarked
package dev.perdure.examples.counter;

import org.jspecify.annotations.NullMarked;
