package dev.perdure.engine;

import java.time.Instant;
import java.util.Set;

/**
 * One connected worker at one moment. Immutable.
 *
 * @param name the id it gave itself; if none, one that no other worker of this process has
 * @param perdure whether it is made with Perdure's SDK
 * @param software the SDK's version, or what else its connection says about it; may be empty
 * @param reach where it runs
 * @param connected when it connected
 * @param lastSeen when it last connected, answered, handed something back or gave a sign of life of an activity
 * @param turnsInFlight turns delivered to it and not answered
 * @param activitiesInFlight activities likewise
 * @param entitiesInFlight batches of entities likewise
 * @param orchestrators names it takes turns of; empty: all, or none that it announced
 * @param activities names of activities likewise
 */
public record WorkerView(
        String name,
        boolean perdure,
        String software,
        Reach reach,
        Instant connected,
        Instant lastSeen,
        int turnsInFlight,
        int activitiesInFlight,
        int entitiesInFlight,
        Set<String> orchestrators,
        Set<String> activities) {

    public WorkerView {
        orchestrators = Set.copyOf(orchestrators);
        activities = Set.copyOf(activities);
    }
}
