/**
 * Orchestrators and activities as plain blocking Java. An {@link dev.perdure.sdk.Orchestrator} is code that survives
 * crashes, written against an {@link dev.perdure.sdk.OrchestrationContext}; a {@link dev.perdure.sdk.Worker} serves
 * orchestrators and activities for a host. This package must not depend on the engine.
 */
@NullMarked
package dev.perdure.sdk;

import org.jspecify.annotations.NullMarked;
