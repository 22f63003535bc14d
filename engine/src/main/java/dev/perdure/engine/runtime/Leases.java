package dev.perdure.engine.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is at workers: every delivery under its token, until it is answered, given back, or taken back. Of deliveries that
 * were taken back unanswered it is remembered that their worker still owes an answer: workers of the protocol's first
 * generation answer without a token, and in the order in which they were asked.
 *
 * <p>Confined to the dispatcher's lock.
 */
final class Leases {

    /** Of what a worker owes beyond its leases the oldest are forgotten. */
    private static final int OWED_MAX = 1_000;

    private final Map<String, Lease> byToken = new HashMap<>();
    /** Oldest first. Only of workers that are known by their connection. */
    private final Map<ConnectedWorker, LinkedHashMap<String, Asked>> unanswered = new LinkedHashMap<>();

    /** Deliveries that were taken back and whose answers may still come, by token. */
    private final Map<String, Owed> owing = new HashMap<>();

    /** What a worker was asked: a task of an instance, or its {@link #TURN}. */
    record Asked(String instanceId, int taskId) {

        /** In place of a task id, which is never negative. */
        static final int TURN = -1;
    }

    /** An answer that may still come. */
    record Owed(ConnectedWorker worker, Asked asked) {}

    void begin(Lease lease) {
        byToken.put(lease.token(), lease);
        if (!lease.worker().peer().isEmpty()) {
            LinkedHashMap<String, Asked> owed =
                    unanswered.computeIfAbsent(lease.worker(), worker -> new LinkedHashMap<>());
            owed.put(lease.token(), lease.asked());
            if (owed.size() > OWED_MAX) {
                owing.remove(owed.pollFirstEntry().getKey());
            }
        }
    }

    /** The present delivery under this token; null if there is none, or it was taken back. */
    @Nullable
    Lease get(String token) {
        return byToken.get(token);
    }

    /** The worker has answered it or given it back: it owes nothing. */
    @Nullable
    Lease answered(String token) {
        Lease lease = byToken.remove(token);
        if (lease != null) {
            forget(lease.worker(), token);
        }
        return lease;
    }

    /** The same for one that was taken back before; null if nothing is known of the token. */
    @Nullable
    Owed answeredLate(String token) {
        Owed owed = owing.remove(token);
        if (owed != null) {
            forget(owed.worker(), token);
        }
        return owed;
    }

    private void forget(ConnectedWorker worker, String token) {
        LinkedHashMap<String, Asked> owed = unanswered.get(worker);
        if (owed != null) {
            owed.remove(token);
        }
    }

    /** It is taken back; its worker may still answer. */
    @Nullable
    Lease takenBack(String token) {
        Lease lease = byToken.remove(token);
        if (lease != null && unanswered.containsKey(lease.worker())) {
            owing.put(token, new Owed(lease.worker(), lease.asked()));
        }
        return lease;
    }

    /** A lease goes on with other times. */
    void renew(Lease lease) {
        byToken.replace(lease.token(), lease);
    }

    /** The worker is gone, and with it all it owes. */
    List<Lease> gone(ConnectedWorker worker) {
        List<Lease> lost = new ArrayList<>();
        byToken.values().removeIf(lease -> lease.worker() == worker && lost.add(lease));
        LinkedHashMap<String, Asked> owed = unanswered.remove(worker);
        if (owed != null) {
            owing.keySet().removeAll(owed.keySet());
        }
        return lost;
    }

    /** Those that have come to their end. */
    List<Lease> ended(long now) {
        List<Lease> ended = new ArrayList<>();
        byToken.values().forEach(lease -> {
            if (lease.deadline() <= now) {
                ended.add(lease);
            }
        });
        return ended;
    }

    /** Whether a worker that runs one item at a time has another to answer before this one. */
    boolean waitsBehindAnother(Lease lease) {
        LinkedHashMap<String, Asked> owed = lease.worker().isSerial() ? unanswered.get(lease.worker()) : null;
        return owed != null && !owed.isEmpty() && !owed.firstEntry().getKey().equals(lease.token());
    }

    /**
     * Takes note of an answer without a token.
     *
     * @param peer the connection it came over
     * @return the token of what it answers: the oldest delivery over this connection that is not answered; empty if there
     *     is none
     */
    String owed(String peer, Asked asked) {
        for (Map.Entry<ConnectedWorker, LinkedHashMap<String, Asked>> worker : unanswered.entrySet()) {
            if (worker.getKey().peer().equals(peer)) {
                for (Map.Entry<String, Asked> owed : worker.getValue().entrySet()) {
                    if (owed.getValue().equals(asked)) {
                        worker.getValue().remove(owed.getKey());
                        return owed.getKey();
                    }
                }
            }
        }
        return "";
    }

    long count(Class<? extends Lease> kind) {
        return byToken.values().stream().filter(kind::isInstance).count();
    }
}
