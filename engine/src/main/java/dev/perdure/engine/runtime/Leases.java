package dev.perdure.engine.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is at workers: every delivery under its token, until it is answered, given back, or taken back. Of deliveries that
 * were taken back unanswered it is remembered that an answer may still come: workers of the protocol's first generation
 * answer without a token, and each connection in the order in which it was asked.
 *
 * <p>Confined to the dispatcher's lock.
 */
final class Leases {

    /** Of the answers that may still come over a connection the oldest are no longer expected. */
    private static final int EXPECTED_MAX = 1_000;

    private final Map<String, Lease> byToken = new HashMap<>();
    /** By connection and token, the oldest first. Only of connections that are known. */
    private final Map<String, LinkedHashMap<String, Expected>> unanswered = new HashMap<>();
    /** Deliveries that were taken back, by token, while an answer may still come. */
    private final Map<String, Expected> takenBack = new HashMap<>();

    /** What a worker was asked: a task of an instance, its {@link #TURN}, or a batch of an {@link #ENTITY}. */
    record Asked(String instanceId, int taskId) {

        /** In place of a task id, which is never negative. */
        static final int TURN = -1;

        static final int ENTITY = -2;
    }

    /** An answer that may come. */
    record Expected(ConnectedWorker worker, Asked asked) {}

    void begin(Lease lease) {
        byToken.put(lease.token(), lease);
        String peer = lease.worker().peer();
        if (!peer.isEmpty()) {
            LinkedHashMap<String, Expected> expected =
                    unanswered.computeIfAbsent(peer, connection -> new LinkedHashMap<>());
            expected.put(lease.token(), new Expected(lease.worker(), lease.asked()));
            if (expected.size() > EXPECTED_MAX) {
                takenBack.remove(expected.pollFirstEntry().getKey());
            }
        }
    }

    /** The present delivery under this token; null if there is none, or it was taken back. */
    @Nullable
    Lease get(String token) {
        return byToken.get(token);
    }

    /** The worker has answered it or given it back. */
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
    Expected answeredLate(String token) {
        Expected late = takenBack.remove(token);
        if (late != null) {
            forget(late.worker(), token);
        }
        return late;
    }

    private void forget(ConnectedWorker worker, String token) {
        LinkedHashMap<String, Expected> expected = unanswered.get(worker.peer());
        if (expected != null) {
            expected.remove(token);
        }
    }

    /** It is taken back; its worker may still answer. */
    @Nullable
    Lease takeBack(String token) {
        Lease lease = byToken.remove(token);
        if (lease != null && unanswered.containsKey(lease.worker().peer())) {
            takenBack.put(token, new Expected(lease.worker(), lease.asked()));
        }
        return lease;
    }

    /** A lease goes on with other times. */
    void renew(Lease lease) {
        byToken.replace(lease.token(), lease);
    }

    /** The worker is gone, and no answers of it are expected. */
    List<Lease> gone(ConnectedWorker worker) {
        List<Lease> lost = new ArrayList<>();
        byToken.values().removeIf(lease -> lease.worker() == worker && lost.add(lease));
        takenBack.values().removeIf(late -> late.worker() == worker);
        LinkedHashMap<String, Expected> expected = unanswered.get(worker.peer());
        if (expected != null) {
            expected.values().removeIf(one -> one.worker() == worker);
            if (expected.isEmpty()) {
                unanswered.remove(worker.peer());
            }
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
        LinkedHashMap<String, Expected> expected =
                lease.worker().isSerial() ? unanswered.get(lease.worker().peer()) : null;
        return expected != null
                && expected.entrySet().stream()
                        .filter(one -> one.getValue().worker() == lease.worker())
                        .findFirst()
                        .filter(oldest -> !oldest.getKey().equals(lease.token()))
                        .isPresent();
    }

    /**
     * Takes note of an answer without a token.
     *
     * @param peer the connection it came over
     * @return the token of what it answers: the oldest delivery over this connection that is not answered; empty if there
     *     is none
     */
    String expected(String peer, Asked asked) {
        LinkedHashMap<String, Expected> all = unanswered.getOrDefault(peer, new LinkedHashMap<>());
        String token = all.entrySet().stream()
                .filter(one -> one.getValue().asked().equals(asked))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
        all.remove(token);
        return token;
    }

    long count(Class<? extends Lease> kind) {
        return byToken.values().stream().filter(kind::isInstance).count();
    }
}
