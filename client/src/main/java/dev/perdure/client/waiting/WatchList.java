package dev.perdure.client.waiting;

import dev.perdure.client.DurableClientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is waited for, by whom, and what of it the host has not been told yet. Not thread-safe: guarded by the lock of its
 * {@link LongPoll}.
 */
final class WatchList {

    private final Map<Watched, List<Waiter>> waiters = new HashMap<>();
    /** Watched, but not told to the host. */
    private final Set<Watched> untold = new LinkedHashSet<>();
    /** Ids the host may still watch for us without need. */
    private final Set<String> unwanted = new LinkedHashSet<>();
    /** Whether the host has to be told everything, because nobody knows what it knows. */
    private boolean tellAll = true;

    boolean isEmpty() {
        return waiters.isEmpty();
    }

    int size() {
        return waiters.size();
    }

    /** Whether the host should hear something before its present poll ends. */
    boolean hasNews() {
        return !untold.isEmpty() || (tellAll && !waiters.isEmpty());
    }

    Waiter add(Watched watched) {
        Waiter waiter = new Waiter();
        List<Waiter> all = waiters.get(watched);
        if (all == null) {
            all = new ArrayList<>(1);
            waiters.put(watched, all);
            untold.add(watched);
        }
        all.add(waiter);
        return waiter;
    }

    /** A caller does not wait any longer. */
    void remove(Watched watched, Waiter waiter) {
        List<Waiter> all = waiters.get(watched);
        if (all != null && all.remove(waiter) && all.isEmpty()) {
            waiters.remove(watched);
            unwant(watched);
        }
    }

    /** What to tell the host now. It counts as told; if it does not arrive, {@link #distrust} says so. */
    Question question(long number) {
        Collection<Watched> named = tellAll ? waiters.keySet() : untold;
        List<String> ended = new ArrayList<>();
        List<String> started = new ArrayList<>();
        for (Watched watched : named) {
            (watched.until() == Until.ENDED ? ended : started).add(watched.instanceId());
        }
        Question question = new Question(number, tellAll, ended, started, tellAll ? List.of() : List.copyOf(unwanted));
        untold.clear();
        unwanted.clear();
        tellAll = false;
        return question;
    }

    /** A question may not have arrived, or the host has forgotten what it was told. */
    void distrust() {
        tellAll = true;
    }

    /** The host has named these instances: whoever waits for them shall look. */
    void answered(PollMessages.Answer answer) {
        answer.ended().forEach(id -> look(new Watched(id, Until.ENDED)));
        answer.started().forEach(id -> look(new Watched(id, Until.STARTED)));
        for (String id : answer.missing()) {
            look(new Watched(id, Until.ENDED));
            look(new Watched(id, Until.STARTED));
        }
    }

    /** Sends all callers away with this verdict. */
    void dismissAll(Verdict verdict) {
        takeAll().forEach(waiter -> waiter.verdict().complete(verdict));
    }

    /** All callers fail. */
    void failAll(DurableClientException failure) {
        takeAll().forEach(waiter -> waiter.verdict().completeExceptionally(failure));
    }

    private void look(Watched watched) {
        List<Waiter> all = waiters.remove(watched);
        if (all != null) {
            all.forEach(waiter -> waiter.verdict().complete(Verdict.LOOK));
        }
        // Named again though nobody waits: the host has not heard that it is not wanted any more.
        unwant(watched);
    }

    private void unwant(Watched watched) {
        untold.remove(watched);
        unwanted.add(watched.instanceId());
        // An id is dropped in both ways; what is still watched in the other way must be told again.
        if (waiters.containsKey(watched.other())) {
            untold.add(watched.other());
        }
    }

    private List<Waiter> takeAll() {
        List<Waiter> all = waiters.values().stream().flatMap(List::stream).toList();
        waiters.clear();
        untold.clear();
        unwanted.clear();
        tellAll = true;
        return all;
    }
}
