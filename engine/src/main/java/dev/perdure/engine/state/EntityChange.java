package dev.perdure.engine.state;

import com.google.protobuf.ByteString;
import dev.perdure.engine.record.EntityMessage;
import dev.perdure.engine.record.LockHolder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to one entity; part of {@link Event}. Immutable. Times are microseconds since 1970. */
public sealed interface EntityChange {

    /**
     * A message in the queue, as much of it as taking it out needs.
     *
     * @param sender the orchestration instance it came from, or empty
     * @param bytes its size in the queue
     */
    record Item(long sequence, String sender, int bytes) {}

    /** A message was put at the end of the queue. The entity exists from now on. */
    record Queued(EntityMessage message, long time) implements EntityChange {}

    /** A signal for later was put aside, and a timer set. The entity exists from now on. */
    record Scheduled(EntityMessage message, long due, long time) implements EntityChange {}

    /** The signal put aside under this number was put at the end of the queue. */
    record ScheduledArrived(int number) implements EntityChange {}

    /**
     * Operations were carried out, and leave the queue.
     *
     * @param state the state after them, or null if there is none
     * @param first no message left in the queue has a lower sequence
     */
    record BatchApplied(List<Item> taken, @Nullable ByteString state, long first, long time) implements EntityChange {}

    /** Operations were given up, and leave the queue; the state is as it was. */
    record OperationsDropped(List<Item> taken, long first) implements EntityChange {}

    /** A batch came to nothing; it may be delivered again at {@code retryAt}, or at once if that is 0. */
    record AttemptFailed(int attempts, long retryAt) implements EntityChange {}

    /** The lock request at the head of the queue was granted. */
    record Locked(Item request, LockHolder holder) implements EntityChange {}

    /** The holder's release was reached: the lock is free. */
    record Unlocked(Item release) implements EntityChange {}

    /** A lock request or release that means nothing any more leaves the queue. */
    record Withdrawn(Item item) implements EntityChange {}

    /** The lock was taken from an owner that has ended. */
    record LockBroken() implements EntityChange {}

    /** The user's state and the signals for later are gone. */
    record Cleared(long time) implements EntityChange {}

    /** An entity that held nothing is gone. */
    record Removed() implements EntityChange {}
}
