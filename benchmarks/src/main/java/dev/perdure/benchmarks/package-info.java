/**
 * What is measured, and the commands that measure it: {@link dev.perdure.benchmarks.BenchCommand}. May use every other
 * module; nothing may use it.
 */
@NullMarked
package dev.perdure.benchmarks;

import org.jspecify.annotations.NullMarked;
