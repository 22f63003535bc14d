package dev.perdure.engine.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits because no worker has room for it: turns, activities and entities, each first come first served within a
 * name.
 *
 * <p>Confined to the dispatcher's lock.
 */
final class ReadyWork {

    /** A turn that waits for a worker. */
    record Turn(Partition partition, String instanceId) {}

    /** An entity with operations that waits for a worker. */
    record Entity(Partition partition, String entityId) {}

    private final ReadyQueue<Turn> turns = new ReadyQueue<>();
    private final ReadyQueue<ActivityItem> activities = new ReadyQueue<>();
    private final ReadyQueue<Entity> entities = new ReadyQueue<>();

    void add(Turn turn, String orchestrator) {
        turns.add(orchestrator, turn);
    }

    void add(ActivityItem item) {
        activities.add(item.request().getName(), item);
    }

    void add(Entity entity, String name) {
        entities.add(name, entity);
    }

    void remove(Turn turn, String orchestrator) {
        turns.remove(orchestrator, turn);
    }

    void remove(ActivityItem item) {
        activities.remove(item.request().getName(), item);
    }

    boolean isEmpty() {
        return turns.size() + activities.size() + entities.size() == 0;
    }

    int turns() {
        return turns.size();
    }

    int activities() {
        return activities.size();
    }

    int entities() {
        return entities.size();
    }

    /** Takes out the turns a worker has room for; each takes its room. */
    List<Turn> turnsFor(ConnectedWorker worker, WorkerRing ring) {
        List<Turn> taken = new ArrayList<>();
        Predicate<String> fits = name -> ring.suitsTurn(worker, name);
        for (Turn turn = turns.poll(fits); turn != null; turn = turns.poll(fits)) {
            worker.turns++;
            taken.add(turn);
        }
        return taken;
    }

    /** Takes out the entities a worker has room for; each takes its room. */
    List<Entity> entitiesFor(ConnectedWorker worker, WorkerRing ring) {
        List<Entity> taken = new ArrayList<>();
        Predicate<String> fits = name -> ring.suitsEntity(worker, name);
        for (Entity entity = entities.poll(fits); entity != null; entity = entities.poll(fits)) {
            worker.entities++;
            taken.add(entity);
        }
        return taken;
    }

    /** Takes out the next activity that a worker has room for; null if there is none. */
    @Nullable
    ActivityItem nextActivityFor(ConnectedWorker worker, WorkerRing ring) {
        ActivityItem item;
        do {
            item = activities.poll(name -> ring.suitsActivity(worker, name));
        } while (item != null && item.isClosed());
        return item;
    }
}
