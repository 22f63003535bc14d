/**
 * Activities as seen from both sides: how a contract's methods become names and payloads, and how a name becomes a call
 * of user code. Main type: {@link dev.perdure.sdk.internal.activity.ActivityContract}. Not part of the public API.
 */
@NullMarked
package dev.perdure.sdk.internal.activity;

import org.jspecify.annotations.NullMarked;
