package dev.perdure.engine.runtime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Work that its workers have handed back, until it is offered again: the more often it was delivered, the longer it
 * rests, or host and worker would do nothing else.
 *
 * <p>Confined to the dispatcher's lock; bounded by what is open in the store.
 */
final class HandedBack {

    private static final long FIRST_MICROS = 1_000_000;
    private static final long LONGEST_MICROS = 30_000_000;

    private final PriorityQueue<Resting> resting = new PriorityQueue<>(Comparator.comparingLong(Resting::until));

    private record Resting(Lease lease, long until) {}

    void add(Lease lease, long now) {
        int delivery = lease instanceof Lease.OfTurn turn
                ? turn.delivery()
                : lease instanceof Lease.OfActivity activity ? activity.item().delivery() : 1;
        long rest = FIRST_MICROS << Math.clamp(delivery - 1L, 0, 5);
        resting.add(new Resting(lease, now + Math.min(rest, LONGEST_MICROS)));
    }

    /** Takes out what has rested. */
    List<Lease> due(long now) {
        List<Lease> due = new ArrayList<>();
        for (Resting next = first(now); next != null; next = first(now)) {
            due.add(next.lease());
        }
        return due;
    }

    private @Nullable Resting first(long now) {
        Resting first = resting.peek();
        return first == null || first.until() > now ? null : resting.poll();
    }
}
