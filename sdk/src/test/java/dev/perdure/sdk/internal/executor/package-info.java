/** Tests of this package. */
@NullMarked
package dev.perdure.sdk.internal.executor;

import org.jspecify.annotations.NullMarked;
