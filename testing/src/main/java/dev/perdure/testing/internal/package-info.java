/** What drives the engine and the executor in a test. Not for applications: it may change at any time. */
@NullMarked
package dev.perdure.testing.internal;

import org.jspecify.annotations.NullMarked;
