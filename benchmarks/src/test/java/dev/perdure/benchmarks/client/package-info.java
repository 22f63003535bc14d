/** Real processes: the measurements judge, and are judged. */
@NullMarked
package dev.perdure.benchmarks.client;

import org.jspecify.annotations.NullMarked;
