/** Tests of this package. */
@NullMarked
package dev.perdure.sdk.internal.activity;

import org.jspecify.annotations.NullMarked;
