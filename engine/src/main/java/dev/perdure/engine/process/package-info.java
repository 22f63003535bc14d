/**
 * What a command means: {@link dev.perdure.engine.process.Processor} turns (state, command) into events and an answer.
 * A function of these two alone: it reads no clock, draws no random number, knows no setting and changes nothing.
 */
@NullMarked
package dev.perdure.engine.process;

import org.jspecify.annotations.NullMarked;
