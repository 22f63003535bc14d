/** Tests of the operations of entities, a batch at a time. */
@NullMarked
package dev.perdure.sdk.internal.entity;

import org.jspecify.annotations.NullMarked;
