/**
 * The processes that use the host: clients with their scripts, workers with their orchestrators. Main types:
 * {@link dev.perdure.crashtest.load.Client} and {@link dev.perdure.crashtest.load.Programs}. It must not know the judge.
 */
@NullMarked
package dev.perdure.crashtest.load;

import org.jspecify.annotations.NullMarked;
