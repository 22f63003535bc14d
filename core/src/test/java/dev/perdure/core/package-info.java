/** Tests of this package. */
@NullMarked
package dev.perdure.core;

import org.jspecify.annotations.NullMarked;
