/**
 * Tests for durable code: a hub in the test's own thread with a clock of its own ({@link dev.perdure.testing.DurableHub}),
 * stubs and captors for activities, assertions on histories, and tests that are run again with a crash at every step
 * ({@link dev.perdure.testing.DurableTest}).
 */
@NullMarked
package dev.perdure.testing;

import org.jspecify.annotations.NullMarked;
