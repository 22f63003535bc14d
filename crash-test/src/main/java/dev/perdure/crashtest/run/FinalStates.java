package dev.perdure.crashtest.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.perdure.client.DurableClient;
import dev.perdure.client.InstanceStatus;
import dev.perdure.client.StatusOptions;
import dev.perdure.client.entity.EntityState;
import dev.perdure.core.EntityId;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.crashtest.journal.FinalState;
import dev.perdure.crashtest.journal.Operation;
import dev.perdure.crashtest.journal.Operation.Phase;
import dev.perdure.crashtest.journal.OperationKind;
import dev.perdure.crashtest.load.Client;
import dev.perdure.crashtest.load.Programs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Waits until every instance that the journals name has ended, and asks the host for what became of it. Instances that
 * a client left suspended, or collectors it could not stop, are resumed and stopped first. Confined to one thread.
 */
final class FinalStates {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration GLANCE = Duration.ofMillis(200);

    private final DurableClient reader;
    private final Client client;
    private final Duration settleMax;
    private final Progress progress;

    FinalStates(DurableClient reader, Client client, Duration settleMax, Progress progress) {
        this.reader = reader;
        this.client = client;
        this.settleMax = settleMax;
        this.progress = progress;
    }

    List<FinalState> read(Collection<Operation> journal) throws InterruptedException {
        Set<String> ids = new TreeSet<>();
        Set<String> entities = new TreeSet<>();
        for (Operation line : journal) {
            (line.kind() == OperationKind.SIGNAL ? entities : ids).add(line.instanceId());
            if (line.kind() == OperationKind.RESTART && line.phase() == Phase.DONE) {
                ids.add(line.answer());
            }
        }
        settle(ids);
        settleCounters(entities, journal);
        List<FinalState> finals = new ArrayList<>();
        for (String id : ids) {
            progress.say("reading final states: " + finals.size() + "/" + ids.size());
            finals.add(state(id));
        }
        for (String entity : entities) {
            finals.add(entity(entity));
        }
        return finals;
    }

    private void settle(Set<String> ids) throws InterruptedException {
        Set<String> open = new HashSet<>(ids);
        long deadline = System.nanoTime() + settleMax.toNanos();
        boolean helped = false;
        while (!open.isEmpty() && System.nanoTime() - deadline < 0) {
            progress.say("waiting for " + open.size() + " of " + ids.size() + " instances to end");
            for (String id : List.copyOf(open)) {
                Optional<InstanceStatus> status =
                        reader.status(id, StatusOptions.defaults().withoutInput());
                if (status.isEmpty() || status.get().runtimeStatus().isTerminal()) {
                    open.remove(id);
                } else if (!helped) {
                    help(status.get());
                }
            }
            helped = true;
            Thread.sleep(GLANCE);
        }
    }

    private void help(InstanceStatus status) {
        if (status.runtimeStatus() == RuntimeStatus.SUSPENDED) {
            boolean unused = client.resume(status.instanceId());
        }
        if (Programs.collects(status.name())) {
            boolean unused = client.stop(status.instanceId());
        }
    }

    /** Signals that were acknowledged need not have been carried out yet. */
    private void settleCounters(Set<String> entities, Collection<Operation> journal) throws InterruptedException {
        Map<String, Integer> acknowledged = new HashMap<>();
        for (Operation line : journal) {
            if (line.kind() == OperationKind.SIGNAL && line.phase() == Phase.DONE) {
                acknowledged.merge(line.instanceId(), 1, Integer::sum);
            }
        }
        long deadline = System.nanoTime() + settleMax.toNanos();
        for (String entity : entities) {
            while (counted(entity) < acknowledged.getOrDefault(entity, 0) && System.nanoTime() - deadline < 0) {
                progress.say("waiting for " + entity);
                Thread.sleep(GLANCE);
            }
        }
    }

    private long counted(String entity) {
        return entity(entity).output().stream().mapToLong(Long::parseLong).sum();
    }

    private FinalState state(String id) {
        long asked = System.nanoTime();
        Optional<InstanceStatus> found =
                reader.status(id, StatusOptions.defaults().withHistoryAndOutputs());
        if (found.isEmpty()) {
            return new FinalState(id, Operation.ABSENT, "", "", List.of(), List.of(), List.of(), asked);
        }
        InstanceStatus status = found.get();
        List<String> completed = new ArrayList<>();
        List<String> raised = new ArrayList<>();
        for (JsonNode event : json(status.historyJson().orElse("[]"))) {
            switch (event.path("EventType").asText()) {
                case "TaskCompleted" -> completed.add(event.path("Result").asText());
                case "EventRaised" -> raised.add(event.path("Input").asText());
                default -> {} // says nothing about activities or events
            }
        }
        return new FinalState(
                id,
                status.runtimeStatus().wireName(),
                status.executionId().orElse(""),
                status.name(),
                texts(status.outputJson().orElse("")),
                completed,
                raised,
                asked);
    }

    private FinalState entity(String id) {
        long asked = System.nanoTime();
        List<String> state = reader.entities()
                .readState(EntityId.parse(id))
                .flatMap(EntityState::json)
                .map(List::of)
                .orElse(List.of());
        return new FinalState(id, Operation.ABSENT, "", "", state, List.of(), List.of(), asked);
    }

    private static List<String> texts(String output) {
        List<String> texts = new ArrayList<>();
        if (output.startsWith("[")) {
            json(output).forEach(element -> texts.add(element.asText()));
        }
        return texts;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The host answered something that is not JSON: " + e.getMessage(), e);
        }
    }
}
