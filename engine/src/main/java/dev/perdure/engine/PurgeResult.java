package dev.perdure.engine;

/**
 * What a purge by filter has done, durably. Immutable.
 *
 * @param count instances removed
 * @param complete false if it stopped before it had seen everything, because of its time limit or because the engine is
 *     overloaded or closing; the same purge again goes on
 */
public record PurgeResult(long count, boolean complete) {}
