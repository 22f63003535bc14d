/**
 * Hosts in processes of their own with workers of all makes, measured over gRPC. Must not know the engine.
 */
@NullMarked
package dev.perdure.benchmarks.remote;

import org.jspecify.annotations.NullMarked;
