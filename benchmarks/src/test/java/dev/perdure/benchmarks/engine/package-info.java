/** Real processes: the measurements judge, and are judged. */
@NullMarked
package dev.perdure.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
