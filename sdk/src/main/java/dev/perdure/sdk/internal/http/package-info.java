/**
 * The built-in activity behind durable HTTP, and how requests and answers travel to it and back. Main type:
 * {@link dev.perdure.sdk.internal.http.HttpActivity}. Not part of the public API.
 */
@NullMarked
package dev.perdure.sdk.internal.http;

import org.jspecify.annotations.NullMarked;
