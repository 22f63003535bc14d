package dev.perdure.simulator.check;

import dev.perdure.engine.record.EntityRecord;
import dev.perdure.engine.state.Keys;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.simulator.report.Invariant;
import dev.perdure.simulator.report.Violation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Follows the durable state of the entities, which are journals: each operation appends its id, {@code sender:number}.
 * Confined to one thread.
 */
public final class EntityWatcher {

    private final Known known;
    private final Map<String, EntityRecord> records = new TreeMap<>();
    private final Map<String, List<String>> journals = new TreeMap<>();
    private final Map<String, byte[]> fresh = new LinkedHashMap<>();
    /** By entity: the critical section that held its lock before the present write; empty for none. */
    private final Map<String, String> locksBefore = new HashMap<>();

    private final Set<String> everApplied = new HashSet<>();

    EntityWatcher(Known known) {
        this.known = known;
    }

    /** Whether an operation was applied, to this entity. */
    public boolean hasApplied(String entityId, String operation) {
        return everApplied.contains(entityId + " " + operation);
    }

    /** The records of all entities, by id. */
    public Map<String, EntityRecord> records() {
        return records;
    }

    void take(Mutation mutation) {
        String id = Keys.instanceIdOf(mutation.key());
        byte[] value = mutation.value();
        switch (mutation.family()) {
            case ENTITY -> {
                EntityRecord earlier = records.get(id);
                locksBefore.putIfAbsent(
                        id, earlier == null ? "" : earlier.getLock().getCriticalSectionId());
                if (value == null) {
                    records.remove(id);
                } else {
                    EntityRecord before = records.get(id);
                    EntityRecord after = StoreWatcher.parsed(() -> EntityRecord.parseFrom(value));
                    if (before != null && before.getVersion() > after.getVersion()) {
                        throw new Violation(Invariant.ENTITY_SERIAL, id, "The version of entity " + id + " went back.");
                    }
                    records.put(id, after);
                }
            }
            case ENTITY_STATE -> {
                if (value == null) {
                    fresh.remove(id);
                    journals.remove(id);
                } else {
                    fresh.put(id, value);
                }
            }
            default -> {}
        }
    }

    void settle() {
        fresh.forEach((id, value) -> {
            List<String> after = journal(new String(value, StandardCharsets.UTF_8));
            List<String> before = journals.getOrDefault(id, List.of());
            if (after.size() < before.size() || !after.subList(0, before.size()).equals(before)) {
                throw new Violation(
                        Invariant.ENTITY_SERIAL,
                        id,
                        "The journal of entity " + id + " was " + before + " and is " + after + ".");
            }
            Map<String, Integer> last = new HashMap<>();
            for (String operation : after) {
                int colon = operation.lastIndexOf(':');
                int number = Integer.parseInt(operation.substring(colon + 1));
                Integer previous = last.put(operation.substring(0, colon), number);
                if (previous != null && previous >= number) {
                    throw new Violation(
                            Invariant.ENTITY_SERIAL,
                            id,
                            "Entity " + id + " applied " + operation + " after number " + previous
                                    + " of the same sender: " + after + ".");
                }
            }
            String holder = holderThroughout(id);
            for (String operation : after.subList(before.size(), after.size())) {
                if (!holder.isEmpty() && !operation.startsWith("o" + holder + ":")) {
                    throw new Violation(
                            Invariant.ENTITY_SERIAL,
                            id,
                            "Entity " + id + " applied " + operation + " while execution " + holder
                                    + " held its lock.");
                }
                everApplied.add(id + " " + operation);
                if (!known.eventSent(operation)) {
                    throw new Violation(
                            Invariant.ENTITY_SERIAL,
                            id,
                            "Entity " + id + " applied " + operation + ", which nobody sent.");
                }
            }
            journals.put(id, after);
        });
        fresh.clear();
        locksBefore.clear();
    }

    /** The execution that held the lock before the present write and after it; empty for none. */
    private String holderThroughout(String id) {
        EntityRecord record = records.get(id);
        String before = locksBefore.getOrDefault(id, "");
        return record != null
                        && record.hasLock()
                        && record.getLock().getCriticalSectionId().equals(before)
                ? record.getLock().getOwnerExecution()
                : "";
    }

    private static List<String> journal(@Nullable String state) {
        List<String> operations = new ArrayList<>();
        if (state != null) {
            String text = Inputs.text(state);
            int from = 0;
            while (from < text.length()) {
                int end = text.indexOf(',', from);
                end = end < 0 ? text.length() : end;
                operations.add(text.substring(from, end));
                from = end + 1;
            }
        }
        return operations;
    }
}
