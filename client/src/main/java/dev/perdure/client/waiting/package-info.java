/**
 * Waiting for instances without holding a connection for each: {@link dev.perdure.client.waiting.LongPoll} waits for all
 * of them by one long poll. Must not know how a status is read.
 */
@NullMarked
package dev.perdure.client.waiting;

import org.jspecify.annotations.NullMarked;
