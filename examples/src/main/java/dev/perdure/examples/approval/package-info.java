/** A human decides, and somebody else does if the first one does not answer. */
@NullMarked
package dev.perdure.examples.approval;

import org.jspecify.annotations.NullMarked;
