/** A saga: what was booked is given back if a later booking fails. */
@NullMarked
package dev.perdure.examples.trip;

import org.jspecify.annotations.NullMarked;
