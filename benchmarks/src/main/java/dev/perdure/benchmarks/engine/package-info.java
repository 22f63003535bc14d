/** What the engine does on disk with a worker in this process: {@code perdure bench engine}. */
@NullMarked
package dev.perdure.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
