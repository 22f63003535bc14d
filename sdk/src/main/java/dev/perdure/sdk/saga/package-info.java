/** Sagas: steps that are taken back in reverse when a later one fails. Main type: {@link dev.perdure.sdk.saga.Saga}. */
@NullMarked
package dev.perdure.sdk.saga;

import org.jspecify.annotations.NullMarked;
