package dev.perdure.engine;

import dev.perdure.core.RuntimeStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last work of one instance or entity that failed because no worker ever answered it. Listed until the instance is
 * rewound, restarted under its id, replaced or purged; of an entity until it is purged or removed. Immutable.
 *
 * @param instanceId of the instance, or of the entity
 * @param executionId of the execution whose work it was; empty for an entity
 * @param status of the instance now; null for an entity
 * @param kind what it was
 * @param name of the activity, of the orchestrator, or of the first operation of the batch
 * @param taskId of an activity, else 0
 * @param time when it was given up
 * @param deliveries how many of them ended without an answer
 * @param times how often work of this instance or entity was given up while it was listed, at least 1
 * @param reason the sentence of the failure; one longer than 1,000 characters is cut off
 */
public record GivenUp(
        String instanceId,
        String executionId,
        @Nullable RuntimeStatus status,
        Kind kind,
        String name,
        int taskId,
        Instant time,
        int deliveries,
        long times,
        String reason) {

    /** What was given up. */
    public enum Kind {
        /** An activity: its task failed, the instance may go on. */
        ACTIVITY,
        /** A turn: its instance failed. */
        TURN,
        /** A batch of operations of an entity: those who called them were told that they failed. */
        ENTITY_OPERATION
    }

    /**
     * One page of the list. Immutable.
     *
     * @param work by id within each partition in turn
     * @param continuation opaque; empty when there is no more
     */
    public record Page(List<GivenUp> work, String continuation) {

        /** The greatest page. */
        public static final int SIZE_MAX = 1_000;

        public Page {
            work = List.copyOf(work);
        }
    }
}
