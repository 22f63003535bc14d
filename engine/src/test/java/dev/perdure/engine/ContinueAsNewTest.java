package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.engine.storage.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContinueAsNewTest extends EngineFixture {

    /** Counts its input up to the limit, one execution a number, with an activity and a timer that nobody awaits. */
    private static Scripts.Script countTo(int limit) {
        return (past, fresh) -> {
            int number = Integer.parseInt(input(past, fresh));
            return number == limit
                    ? List.of(Scripts.complete("" + number))
                    : List.of(
                            Scripts.activity(0, "work"),
                            Scripts.subOrchestration(1, "child", "nobody"),
                            Scripts.continueAsNew("" + (number + 1), List.of()));
        };
    }

    private static String input(List<HistoryEvent> past, List<HistoryEvent> fresh) {
        return Stream.concat(past.stream(), fresh.stream())
                .filter(HistoryEvent::hasExecutionStarted)
                .findFirst()
                .orElseThrow()
                .getExecutionStarted()
                .getInput()
                .getValue();
    }

    private void start(String id, String name, String input) {
        await(engine.start(
                new StartRequest(id, name, "v1", input, null, java.util.Map.of("colour", "red"), "00-trace", null)));
    }

    private int entries(Family family) {
        int[] found = {0};
        storage.scan(family, new byte[0], new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff}, (key, value) -> {
            found[0]++;
            return true;
        });
        return found[0];
    }

    @Test
    void doesNotLetTheStoreGrow() {
        worker().script("count", countTo(10_000)).connect(engine, Reach.IN_PROCESS);

        start("a", "count", "0");
        assertThat(await(engine.waitFor("a", WaitCondition.COMPLETED), 120).output())
                .isEqualTo("10000");
        await(engine.waitFor("child", WaitCondition.STARTED));
        engine.close();

        assertThat(entries(Family.INSTANCE)).isEqualTo(2);
        // Of each instance the one turn of its present execution.
        assertThat(entries(Family.HISTORY)).isEqualTo(2);
        assertThat(entries(Family.INBOX)).isZero();
        assertThat(entries(Family.ACTIVITY)).isZero();
        assertThat(entries(Family.CHILD)).isZero();
    }

    @Test
    void beginsANewExecutionOfTheSameInstance() {
        start("a", "count", "0");
        String first = engine.instance("a", false).orElseThrow().executionId();
        java.time.Instant created = engine.instance("a", false).orElseThrow().createdAt();
        worker().script("count", countTo(3)).connect(engine, Reach.REMOTE);

        InstanceView view = ended("a");

        assertThat(view.executionId()).isNotEqualTo(first).matches("[0-9a-f]{32}");
        assertThat(view.createdAt()).isEqualTo(created);
        assertThat(engine.instance("a", true).orElseThrow().input()).isEqualTo("3");
        List<HistoryEvent> history = engine.history("a");
        assertThat(history.get(0).hasOrchestratorStarted()).isTrue();
        assertThat(history.get(1).getExecutionStarted()).satisfies(started -> {
            assertThat(started.getInput().getValue()).isEqualTo("3");
            assertThat(started.getVersion().getValue()).isEqualTo("v1");
            assertThat(started.getTagsMap()).containsEntry("colour", "red");
            assertThat(started.getParentTraceContext().getTraceParent()).isEqualTo("00-trace");
            assertThat(started.getOrchestrationInstance().getExecutionId().getValue())
                    .isEqualTo(view.executionId());
        });
        assertThat(history).hasSize(3);
    }

    /**
     * Collects numbers in the order of their events: waits for a few of them, takes the first, carries over the others.
     */
    private static Scripts.Script collect(int count) {
        return (past, fresh) -> {
            List<HistoryEvent> raised = Stream.concat(past.stream(), fresh.stream())
                    .filter(HistoryEvent::hasEventRaised)
                    .toList();
            String before = input(past, fresh);
            int seen = before.isEmpty() ? 0 : before.split(",").length;
            int wanted = Math.min(1 + seen % 3, count - seen);
            List<OrchestratorAction> actions = new ArrayList<>();
            if (past.isEmpty()) {
                actions.add(Scripts.activity(0, "work"));
            }
            if (raised.size() >= wanted) {
                String after = before
                        + (before.isEmpty() ? "" : ",")
                        + raised.getFirst().getEventRaised().getInput().getValue();
                actions.add(
                        seen + 1 == count
                                ? Scripts.complete(after)
                                : Scripts.continueAsNew(after, raised.subList(1, raised.size())));
            }
            return actions;
        };
    }

    @Test
    void losesNoEventWhateverComesInBetween() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random choice = new Random(seed);
        int count = 300;
        for (int round = 0; round < 5; round++) {
            String id = "round-" + round;
            ScriptedWorker remote = worker().script("collect", collect(count)).connect(engine, Reach.REMOTE);
            ScriptedWorker near = worker().script("collect", collect(count)).connect(engine, Reach.IN_PROCESS);
            start(id, "collect", "");
            for (int i = 0; i < count; i++) {
                var raised = engine.raiseEvent(id, "number", "" + i, null);
                switch (choice.nextInt(10)) {
                    case 0 -> await(raised);
                    case 1 -> Thread.onSpinWait();
                    default -> {}
                }
                if (choice.nextInt(100) == 0) {
                    await(raised);
                    remote.close();
                    remote = worker().script("collect", collect(count)).connect(engine, Reach.REMOTE);
                }
            }

            assertThat(ended(id).output())
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(IntStream.range(0, count).mapToObj(i -> "" + i).collect(Collectors.joining(",")));
            remote.close();
            near.close();
        }
    }

    @Test
    void losesNoEventAtARestart() {
        ScriptedWorker worker = worker().script("collect", collect(40)).connect(engine, Reach.REMOTE);
        start("a", "collect", "");
        for (int i = 0; i < 40; i++) {
            await(engine.raiseEvent("a", "number", "" + i, null));
            if (i % 10 == 5) {
                worker.close();
                engine.close();
                engine = open();
                worker = worker().script("collect", collect(40)).connect(engine, Reach.IN_PROCESS);
            }
        }

        assertThat(java.util.Objects.requireNonNull(ended("a").output()).split(","))
                .hasSize(40)
                .endsWith("39");
    }

    @Test
    void keepsAnEventSentToItself() {
        worker().script("self", (past, fresh) -> {
                    if (input(past, fresh).equals("0")) {
                        return List.of(
                                Scripts.event(0, "a", "note", "\"remember\""), Scripts.continueAsNew("1", List.of()));
                    }
                    return Scripts.waitForEvent().turn(past, fresh);
                })
                .connect(engine, Reach.REMOTE);

        start("a", "self", "0");

        assertThat(ended("a").output()).isEqualTo("\"remember\"");
    }

    @Test
    void dropsTheResultsOfTheOldExecution() throws Exception {
        ScriptedWorker worker = worker().script("restless", (past, fresh) -> {
            if (input(past, fresh).equals("0")) {
                return fresh.stream().anyMatch(HistoryEvent::hasEventRaised)
                        ? List.of(Scripts.continueAsNew("1", List.of()))
                        : List.of(Scripts.activity(0, "work"), Scripts.subOrchestration(1, "child", "event"));
            }
            return fresh.stream().anyMatch(HistoryEvent::hasEventRaised)
                    ? List.of(Scripts.complete("" + (past.size() + fresh.size())))
                    : List.of();
        });
        worker.holdActivities = true;
        worker.connect(engine, Reach.REMOTE);
        start("a", "restless", "0");
        var activity = worker.take();
        await(engine.raiseEvent("a", "go", null, null));
        await(engine.waitFor("child", WaitCondition.STARTED));

        await(engine.completeActivity(ScriptedWorker.result(activity)));
        await(engine.raiseEvent("child", "go", "1", null));
        assertThat(ended("child").status()).isEqualTo(RuntimeStatus.COMPLETED);
        await(engine.raiseEvent("a", "go", null, null));

        ended("a");
        assertThat(engine.history("a"))
                .noneMatch(e -> e.hasTaskCompleted()
                        || e.hasSubOrchestrationInstanceCompleted()
                        || e.hasSubOrchestrationInstanceFailed());
    }

    @Test
    void aChildThatContinuesStillGivesItsParentOneResult() {
        worker().script("parent", Scripts.child("child", "count"))
                .script("count", (past, fresh) -> {
                    int number = ("0" + input(past, fresh)).length();
                    return number == 5
                            ? List.of(Scripts.complete("\"five\""))
                            : List.of(Scripts.continueAsNew(input(past, fresh) + "x", List.of()));
                })
                .connect(engine, Reach.REMOTE);

        start("a", "parent");

        assertThat(ended("a").output()).isEqualTo("\"five\"");
        assertThat(engine.history("a").stream().filter(HistoryEvent::hasSubOrchestrationInstanceCompleted))
                .hasSize(1);
    }
}
