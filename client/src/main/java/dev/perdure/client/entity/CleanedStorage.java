package dev.perdure.client.entity;

/**
 * What a cleaning of the entity storage did. Immutable.
 *
 * @param emptyEntitiesRemoved entities without state and without anything to do that were removed
 * @param orphanedLocksReleased locks released whose holder does not exist any more
 */
public record CleanedStorage(int emptyEntitiesRemoved, int orphanedLocksReleased) {}
