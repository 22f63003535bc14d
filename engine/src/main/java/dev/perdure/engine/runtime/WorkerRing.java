package dev.perdure.engine.runtime;

import dev.perdure.core.EntityId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connected workers, in the order in which they came, and which of them a work item is for: in turn, one that wants
 * it and has room. What any of them says by name that it serves is not for those that take just anything: they fail what
 * they do not know.
 *
 * <p>Confined to the dispatcher's lock.
 */
final class WorkerRing {

    private final List<ConnectedWorker> workers = new ArrayList<>();
    private final UnservedNames unserved = new UnservedNames();
    private int next;

    void add(ConnectedWorker worker) {
        workers.add(worker);
    }

    void remove(ConnectedWorker worker) {
        workers.remove(worker);
    }

    boolean contains(ConnectedWorker worker) {
        return workers.contains(worker);
    }

    int size() {
        return workers.size();
    }

    List<ConnectedWorker> all() {
        return List.copyOf(workers);
    }

    /** The next one for a turn of this orchestrator; {@code avoided} only if there is no other. */
    @Nullable
    ConnectedWorker forTurn(String orchestrator, @Nullable ConnectedWorker avoided) {
        ConnectedWorker chosen = next(worker -> suitsTurn(worker, orchestrator), avoided);
        if (chosen == null
                && workers.stream().noneMatch(worker -> worker.filter().wantsTurnsOf(orchestrator))) {
            unserved.warn("Orchestrator", WorkerFilter.forPeople(orchestrator), workers.size());
        }
        return chosen;
    }

    /** The next one for an activity of this name; {@code avoided} only if there is no other. */
    @Nullable
    ConnectedWorker forActivity(String name, @Nullable ConnectedWorker avoided) {
        ConnectedWorker chosen = next(worker -> suitsActivity(worker, name), avoided);
        if (chosen == null
                && workers.stream().noneMatch(worker -> worker.filter().wantsActivity(name))) {
            unserved.warn("Activity", name, workers.size());
        }
        return chosen;
    }

    /** The next one for a batch of an entity of this name. */
    @Nullable
    ConnectedWorker forEntity(String name) {
        ConnectedWorker chosen = next(worker -> suitsEntity(worker, name), null);
        if (chosen == null
                && workers.stream().noneMatch(worker -> worker.filter().wantsEntity(name))) {
            unserved.warn("Entity", name, workers.size());
        }
        return chosen;
    }

    /** Whether another worker than the one that has it could take this now. */
    boolean hasAnotherFor(Lease lease) {
        return workers.stream()
                .anyMatch(worker -> worker != lease.worker()
                        && switch (lease) {
                            case Lease.OfTurn turn -> suitsTurn(worker, turn.orchestrator());
                            case Lease.OfActivity activity ->
                                suitsActivity(worker, activity.item().request().getName());
                            case Lease.OfEntity entity ->
                                suitsEntity(
                                        worker,
                                        EntityId.parse(entity.entityId()).name());
                        });
    }

    boolean suitsTurn(ConnectedWorker worker, String orchestrator) {
        return worker.canTakeTurnOf(orchestrator)
                && (worker.filter().hasNames()
                        || noneNames(filter -> filter.hasNames() && filter.wantsTurnsOf(orchestrator)));
    }

    boolean suitsActivity(ConnectedWorker worker, String name) {
        return worker.canTakeActivity(name)
                && (worker.filter().hasNames() || noneNames(filter -> filter.hasNames() && filter.wantsActivity(name)));
    }

    boolean suitsEntity(ConnectedWorker worker, String name) {
        return worker.canTakeEntity(name)
                && (worker.filter().hasNames()
                        // One kind of worker that filters cannot name its entities.
                        || noneNames(filter -> filter.entities() != null && filter.wantsEntity(name)));
    }

    private boolean noneNames(Predicate<WorkerFilter> names) {
        for (ConnectedWorker worker : workers) {
            if (names.test(worker.filter())) {
                return false;
            }
        }
        return true;
    }

    private @Nullable ConnectedWorker next(Predicate<ConnectedWorker> suits, @Nullable ConnectedWorker avoided) {
        ConnectedWorker last = null;
        for (int i = 0; i < workers.size(); i++) {
            ConnectedWorker candidate = workers.get(Math.floorMod(next++, workers.size()));
            if (suits.test(candidate)) {
                if (candidate != avoided) {
                    return candidate;
                }
                last = candidate;
            }
        }
        return last;
    }
}
