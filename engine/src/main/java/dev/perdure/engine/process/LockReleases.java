package dev.perdure.engine.process;

import dev.perdure.engine.record.CriticalSectionRecord;
import dev.perdure.engine.record.LockRelease;
import dev.perdure.engine.state.Event;
import dev.perdure.engine.state.InstanceState;
import dev.perdure.engine.state.PartitionState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives back the locks of every execution that ends, whatever it ends by: looks at what was decided, so that no way of
 * ending can forget it. Confined to its partition; changes nothing.
 */
final class LockReleases {

    private final PartitionState state;
    private final EntityMail mail;

    LockReleases(PartitionState state, EntityMail mail) {
        this.state = state;
        this.mail = mail;
    }

    /** The decision, with the releases of all locks whose holders end by it. */
    Decision completed(Decision decision, long time) {
        return endsSomething(decision) ? withReleases(decision, time) : decision;
    }

    private static boolean endsSomething(Decision decision) {
        for (Event event : decision.events()) {
            if (endedBy(event) != null) {
                return true;
            }
        }
        return false;
    }

    private Decision withReleases(Decision decision, long time) {
        List<Event> releases = new ArrayList<>();
        Map<String, CriticalSectionRecord> changed = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (Event event : decision.events()) {
            if (event instanceof Event.CriticalSectionChanged e) {
                changed.put(e.instanceId() + e.section().getCriticalSectionId(), e.section());
            }
            String ended = endedBy(event);
            if (ended != null && seen.add(ended)) {
                releaseAll(ended, changed, time, releases);
            }
        }
        if (releases.isEmpty()) {
            return decision;
        }
        List<Event> all = new ArrayList<>(decision.events());
        all.addAll(releases);
        return new Decision(all, decision.outcome());
    }

    private static @Nullable String endedBy(Event event) {
        return switch (event) {
            case Event.InstanceEnded e -> e.instanceId();
            case Event.InstanceRemoved e -> e.instanceId();
            case Event.InstanceContinued e -> e.instanceId();
            default -> null;
        };
    }

    /** As they are in the state, but for what the same decision has changed already. */
    private void releaseAll(
            String instanceId, Map<String, CriticalSectionRecord> changed, long time, List<Event> releases) {
        InstanceState instance = state.instance(instanceId);
        if (instance == null) {
            return;
        }
        for (CriticalSectionRecord before : instance.criticalSections().values()) {
            CriticalSectionRecord section = changed.getOrDefault(instanceId + before.getCriticalSectionId(), before);
            LockRelease release = LockRelease.newBuilder()
                    .setOwnerInstance(instanceId)
                    .setCriticalSectionId(section.getCriticalSectionId())
                    .addAllLockSet(section.getLockSetList())
                    .build();
            mail.release(release, time, releases);
        }
    }
}
