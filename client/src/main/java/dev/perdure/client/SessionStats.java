package dev.perdure.client;

/**
 * What a session did and does, seen at one moment. Immutable.
 *
 * @param open connections that are open or being opened, over all generations
 * @param idle open connections that no call uses
 * @param waiting calls that wait for a connection
 * @param openedTotal connections opened since the session began
 * @param reusedTotal exchanges begun on a connection that had served before
 * @param retriedTotal exchanges begun again after one that failed or was refused
 * @param generation the number of the current generation, from 1; it rises when a connection breaks
 */
public record SessionStats(
        int open, int idle, int waiting, long openedTotal, long reusedTotal, long retriedTotal, long generation) {}
