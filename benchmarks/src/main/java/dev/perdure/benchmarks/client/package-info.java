/**
 * The client measured against a host in a process of its own. The main types are
 * {@link dev.perdure.benchmarks.client.ClientBench}, which compares ways to send requests, and
 * {@link dev.perdure.benchmarks.client.ClientKillsBench}, which kills the host again and again under many callers. It must
 * not depend on the engine or its store.
 */
@NullMarked
package dev.perdure.benchmarks.client;

import org.jspecify.annotations.NullMarked;
