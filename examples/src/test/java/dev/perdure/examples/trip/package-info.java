@NullMarked
package dev.perdure.examples.trip;

import org.jspecify.annotations.NullMarked;
