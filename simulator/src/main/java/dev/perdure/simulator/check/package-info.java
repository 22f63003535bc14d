/** The invariants, judged from what is durable and from what clients were told. */
@NullMarked
package dev.perdure.simulator.check;

import org.jspecify.annotations.NullMarked;
