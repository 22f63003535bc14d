package dev.perdure.engine.runtime;

import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.core.protocol.WorkerCapability;
import dev.perdure.engine.Reach;
import dev.perdure.engine.record.RedeliveryCause;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How large a message one worker takes, as far as can be known: what its kind takes unless told otherwise, and what it
 * has answered. A larger one may break its whole stream, so what was on the stream then is told apart.
 *
 * <p>Thread-safe.
 */
final class MessageSizes {

    /** Deliveries that may break a stream before the item is taken for too large. */
    static final int TRIALS = 3;

    /** What gRPC takes in most languages if nobody says more. */
    private static final int USUAL = 4 << 20;

    private static final int PERDURE = 64 << 20;

    /** A history from here on is streamed to workers that can read it so. */
    private static final int STREAMED = 1 << 20;

    /** Left for what is neither history nor new event. */
    private static final int MARGIN = 64 << 10;

    private final long taken;
    private final boolean streams;
    /** Encoded bytes by completion token, of what is larger than anything known to be taken. */
    private final Map<String, Integer> trials = new ConcurrentHashMap<>();

    private volatile int answered;

    private MessageSizes(long taken, boolean streams) {
        this.taken = taken;
        this.streams = streams;
    }

    static MessageSizes of(GetWorkItemsRequest request, Reach reach, String software) {
        if (reach != Reach.REMOTE) {
            return new MessageSizes(Long.MAX_VALUE, false);
        }
        boolean streams = request.getCapabilitiesList().contains(WorkerCapability.WORKER_CAPABILITY_HISTORY_STREAMING);
        if (request.hasPerdureWorker()) {
            return new MessageSizes(PERDURE, streams);
        }
        // The official JavaScript worker lifts the limit itself.
        return new MessageSizes(software.contains("grpc-node") ? Long.MAX_VALUE : USUAL, streams);
    }

    /** Encoded bytes of history that a turn may carry; more is to be streamed. */
    long historyMax() {
        return streams ? STREAMED : Long.MAX_VALUE;
    }

    /**
     * Encoded bytes of new events that fit beside so much history. Any number where the history leaves next to no room:
     * turns of few events each would only make a long history slow.
     */
    long newEventsBeside(long history) {
        long left = Math.max(taken, answered) - history - MARGIN;
        return left < MARGIN ? Long.MAX_VALUE : left;
    }

    /** An item goes to the worker. */
    void sent(WorkItem item) {
        if (taken == Long.MAX_VALUE) {
            return;
        }
        int bytes = item.getSerializedSize();
        if (bytes > Math.max(taken, answered)) {
            trials.put(item.getCompletionToken(), bytes);
        }
    }

    /** The item under this token is done with. */
    void released(String token, boolean wasAnswered) {
        Integer bytes = trials.remove(token);
        if (bytes != null && wasAnswered) {
            answered = Math.max(answered, bytes);
        }
    }

    /** Whether the item under this token may be why the stream has ended. */
    boolean onTrial(String token) {
        Integer bytes = trials.get(token);
        return bytes != null && bytes > answered;
    }

    /** What the loss of an item is put down to where some item was on trial. */
    RedeliveryCause causeOfLoss(String token) {
        return onTrial(token) ? RedeliveryCause.TOO_LARGE : RedeliveryCause.BESIDE_TOO_LARGE;
    }
}
