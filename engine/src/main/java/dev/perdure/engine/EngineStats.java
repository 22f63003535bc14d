package dev.perdure.engine;

/**
 * Counters and gauges of one engine at one moment, for metrics. Counters only grow.
 *
 * @param commands commands processed since the engine was opened
 * @param commits group commits
 * @param syncNanos time spent in synced writes
 * @param inboxDepth commands waiting in all partition inboxes
 * @param inboxLimit the limit of that, summed over partitions
 * @param refused requests refused because an inbox was full
 * @param readyTurns turns waiting for a worker
 * @param readyActivities activities waiting for a worker
 * @param turnsInFlight turns at a worker
 * @param activitiesInFlight activities at a worker
 * @param redeliveries work items delivered again, for any cause
 * @param givenUp turns, activities and operations of entities that failed because they were delivered too often and
 *     never answered
 * @param staleCompletions completions that no longer fitted and were ignored
 * @param waiters callers waiting for an instance
 * @param workers worker connections
 * @param cachedInstances instances held decoded in memory
 * @param readyEntities entities with messages that wait for a worker
 * @param entitiesInFlight batches of operations at a worker
 * @param longHistories how often a history reached a multiple of 100,000 events
 * @param divergences turns whose code had left the history, so that the instance was suspended
 * @param heartbeats signs of life of activities that were taken
 */
public record EngineStats(
        long commands,
        long commits,
        long syncNanos,
        long inboxDepth,
        long inboxLimit,
        long refused,
        long readyTurns,
        long readyActivities,
        long turnsInFlight,
        long activitiesInFlight,
        long redeliveries,
        long givenUp,
        long staleCompletions,
        long waiters,
        long workers,
        long cachedInstances,
        long readyEntities,
        long entitiesInFlight,
        long longHistories,
        long divergences,
        long heartbeats) {}
