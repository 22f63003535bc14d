/** A service that answers 202 and takes its time. */
@NullMarked
package dev.perdure.examples.slowservice;

import org.jspecify.annotations.NullMarked;
