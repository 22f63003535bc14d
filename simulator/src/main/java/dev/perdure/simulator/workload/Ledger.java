package dev.perdure.simulator.workload;

import dev.perdure.simulator.check.Known;
import dev.perdure.simulator.world.ModelClock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What clients have asked for, and what they were told. Confined to one thread. */
public final class Ledger implements Known {

    /** Steps within which a command becomes durable. */
    private static final int STEPS_TO_DURABLE = 300;

    private final ModelClock clock;
    /** By instance: the step of the last command that may have ended it. */
    private final Map<String, Integer> endings = new HashMap<>();

    private int lastEnding;
    /** Purges by name that are not answered yet. */
    private final Map<String, Integer> purges = new HashMap<>();

    private final Set<String> restarts = new HashSet<>();
    private final Set<String> rewinds = new HashSet<>();
    private final Set<String> replacements = new HashSet<>();
    private final Set<String> sent = new HashSet<>();
    private final Map<String, String> ackedStarts = new LinkedHashMap<>();
    private final Map<String, Set<String>> eventsOf = new HashMap<>();
    private final Map<String, String> ackedSignals = new LinkedHashMap<>();
    private final Set<String> ran = new HashSet<>();
    private final Set<String> everPurged = new HashSet<>();
    private boolean purgeOfMany;
    private boolean purgeOfChildren;

    public Ledger(ModelClock clock) {
        this.clock = clock;
    }

    void askPurge(String id, boolean recursive) {
        purgeOfChildren |= recursive;
        purges.merge(id, 1, Integer::sum);
        everPurged.add(id);
    }

    void purgeAnswered(String id) {
        purges.merge(id, -1, Integer::sum);
    }

    void askRestart(String id) {
        restarts.add(id);
    }

    void askPurgeOfMany() {
        purgeOfMany = true;
    }

    void askRewind(String id) {
        rewinds.add(id);
    }

    void askReplacement(String id) {
        replacements.add(id);
    }

    /** An event or operation with this id is sent. */
    public void sending(String eventId) {
        sent.add(eventId);
    }

    void startAcked(String instanceId, String executionId) {
        ackedStarts.put(executionId, instanceId);
    }

    /** Acknowledged starts: execution to instance. */
    public Map<String, String> ackedStarts() {
        return ackedStarts;
    }

    void eventAcked(String execution, String eventId) {
        eventsOf.computeIfAbsent(execution, e -> new HashSet<>()).add(eventId);
    }

    /** Whether an instance with this id may rightly be gone, or another in its place. */
    public boolean removalAsked(String instanceId) {
        return everPurged.contains(instanceId) || replacements.contains(instanceId) || purgeOfMany;
    }

    /** The events acknowledged for the instance that began with this execution. */
    public Set<String> eventsAcked(String execution) {
        return eventsOf.getOrDefault(execution, Set.of());
    }

    void signalAcked(String entityId, String operation) {
        ackedSignals.put(operation, entityId);
    }

    /** Acknowledged signals: operation to entity. */
    public Map<String, String> ackedSignals() {
        return ackedSignals;
    }

    /** Whether nobody but an orchestrator can have started it. */
    private static boolean isChild(String instanceId) {
        return instanceId.charAt(0) != 'a' || instanceId.indexOf(':') >= 0;
    }

    @Override
    public boolean purgeAsked(String instanceId) {
        return purges.getOrDefault(instanceId, 0) > 0 || (purgeOfChildren && isChild(instanceId));
    }

    @Override
    public boolean purgeOfManyAsked() {
        return purgeOfMany;
    }

    /** A command that may end this instance is processed. */
    public void mayEnd(String instanceId, int step) {
        endings.put(instanceId, step);
        lastEnding = step;
    }

    @Override
    public boolean mayJustHaveEnded(String instanceId) {
        Integer step = endings.get(instanceId);
        return step != null && lastEnding - step < STEPS_TO_DURABLE;
    }

    @Override
    public boolean rewindAsked(String instanceId) {
        return rewinds.contains(instanceId) || (!rewinds.isEmpty() && isChild(instanceId));
    }

    @Override
    public boolean replacementAsked(String instanceId) {
        return replacements.contains(instanceId) || isChild(instanceId);
    }

    @Override
    public boolean restartAsked(String instanceId) {
        return restarts.contains(instanceId);
    }

    @Override
    public boolean activityRan(String executionId, int taskId) {
        return ran.contains(executionId + "/" + taskId);
    }

    /** A worker carries an activity out. */
    public void activityRuns(String executionId, int taskId) {
        ran.add(executionId + "/" + taskId);
    }

    @Override
    public boolean eventSent(String eventId) {
        return sent.contains(eventId);
    }

    @Override
    public long latestTime() {
        return clock.latest();
    }
}
