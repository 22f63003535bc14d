/** Tests of this package. */
@NullMarked
package dev.perdure.sdk.internal.worker;

import org.jspecify.annotations.NullMarked;
