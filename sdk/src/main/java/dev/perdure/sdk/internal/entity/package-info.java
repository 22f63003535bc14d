/**
 * Carries out operations of entities, a batch at a time, on the calling thread. Main type:
 * {@link dev.perdure.sdk.internal.entity.EntityCalls}. Not part of the public API.
 */
@NullMarked
package dev.perdure.sdk.internal.entity;

import org.jspecify.annotations.NullMarked;
