/** Tests of this package. */
@NullMarked
package dev.perdure.sdk;

import org.jspecify.annotations.NullMarked;
