/** Tests of this package. */
@NullMarked
package dev.perdure.sdk.replay;

import org.jspecify.annotations.NullMarked;
