/** Two entities under one lock: no money is made or lost. */
@NullMarked
package dev.perdure.examples.bank;

import org.jspecify.annotations.NullMarked;
