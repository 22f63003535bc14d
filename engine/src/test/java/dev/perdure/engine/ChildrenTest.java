package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.ExecutionStartedEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OrchestratorAction;
import dev.perdure.core.protocol.SubOrchestrationInstanceFailedEvent;
import dev.perdure.core.protocol.TaskFailureDetails;
import dev.perdure.core.protocol.TerminateOrchestrationAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sub-orchestrations, in the parent's partition and in others. */
class ChildrenTest extends EngineFixture {

    private static final int CHILDREN = 20;

    private ScriptedWorker families() {
        return worker().script("parent", Scripts.children(CHILDREN, "event"))
                .script("middle", Scripts.children(3, "parent"))
                .script("failing", (past, fresh) -> List.of(Scripts.fail(DETAILS)))
                .script("ofFailing", Scripts.child("", "failing"))
                .connect(engine, Reach.REMOTE);
    }

    private static final TaskFailureDetails DETAILS = TaskFailureDetails.newBuilder()
            .setErrorType("shop.NoStock")
            .setErrorMessage("none left")
            .setStackTrace(StringValue.of("at shop"))
            .setInnerFailure(TaskFailureDetails.newBuilder().setErrorType("inner"))
            .build();

    private List<String> childrenOf(String id) {
        return engine.history(id).stream()
                .filter(HistoryEvent::hasSubOrchestrationInstanceCreated)
                .map(e -> e.getSubOrchestrationInstanceCreated().getInstanceId())
                .toList();
    }

    private List<String> runningChildrenOf(String id) {
        await(engine.waitFor(id, WaitCondition.STARTED));
        List<String> children = childrenOf(id);
        children.forEach(child -> await(engine.waitFor(child, WaitCondition.STARTED)));
        return children;
    }

    @Test
    void giveTheParentExactlyOneResultEach() {
        families();
        start("a", "parent");

        List<String> children = runningChildrenOf("a");
        children.forEach(child -> await(engine.raiseEvent(child, "go", "\"x\"", null)));

        assertThat(ended("a").output()).isEqualTo("" + CHILDREN);
        assertThat(children).hasSize(CHILDREN).doesNotHaveDuplicates();
        assertThat(engine.history("a").stream().filter(HistoryEvent::hasSubOrchestrationInstanceCompleted))
                .hasSize(CHILDREN)
                .allSatisfy(e -> assertThat(e.getSubOrchestrationInstanceCompleted()
                                .getResult()
                                .getValue())
                        .isEqualTo("\"x\""));
    }

    @Test
    void knowTheirParent() {
        families();
        start("a", "parent");

        String child = runningChildrenOf("a").getFirst();

        ExecutionStartedEvent started = engine.history(child).get(1).getExecutionStarted();
        assertThat(started.getOrchestrationInstance().getExecutionId().getValue())
                .matches("[0-9a-f]{32}");
        assertThat(started.getParentInstance().getName().getValue()).isEqualTo("parent");
        assertThat(started.getParentInstance().getTaskScheduledId()).isZero();
        assertThat(started.getParentInstance().getOrchestrationInstance().getInstanceId())
                .isEqualTo("a");
    }

    @Test
    void handTheirFailureToTheParentUnchanged() {
        families();

        start("a", "ofFailing");
        ended("a");

        assertThat(failureSeenBy("a").getFailureDetails()).isEqualTo(DETAILS);
    }

    @Test
    void failTheParentsTaskWhenTheyAreTerminatedOrPurged() {
        families().script("one", Scripts.child("child", "event"));
        start("a", "one");
        await(engine.waitFor("child", WaitCondition.STARTED));
        await(engine.terminate("child", "enough", null));
        ended("a");
        assertThat(failureSeenBy("a").getFailureDetails().getErrorMessage()).contains("child", "Terminated", "enough");

        start("b", "one");
        await(engine.waitFor("child", WaitCondition.STARTED));
        awaitStatus("child", RuntimeStatus.RUNNING);
        await(engine.purge("child", null));

        ended("b");
        assertThat(failureSeenBy("b").getFailureDetails().getErrorMessage()).contains("child", "purged");
    }

    @Test
    void failTheParentsTaskWhenTheyAreReplacedWhileTheyRun() {
        families().script("one", Scripts.child("child", "event"));
        for (String parent : List.of("a", "b", "c", "d")) {
            start(parent, "one");
            awaitParentOf("child", parent);

            await(engine.start(
                    new StartRequest("child", "event", null, null, null, Map.of(), null, null, IdReuse.REPLACE_ANY)));

            ended(parent);
            assertThat(failureSeenBy(parent).getFailureDetails().getErrorMessage())
                    .contains("child", "Terminated", "Replaced");
            await(engine.terminate("child", null, null));
        }
    }

    private void awaitParentOf(String child, String parent) {
        while (engine.history(child).stream()
                .filter(HistoryEvent::hasExecutionStarted)
                .noneMatch(e -> e.getExecutionStarted()
                        .getParentInstance()
                        .getOrchestrationInstance()
                        .getInstanceId()
                        .equals(parent))) {
            Thread.onSpinWait();
        }
    }

    @Test
    void areRefusedWhereTheIdIsTakenOrIllegal() {
        families()
                .script("one", Scripts.child("taken", "event"))
                .script("itself", Scripts.child("C", "event"))
                .script("entity", Scripts.child("@no@entity", "event"));
        start("taken", "event");

        start("a", "one");
        start("c", "itself");
        start("d", "entity");

        List.of("a", "c", "d").forEach(this::ended);
        assertThat(failureSeenBy("a").getFailureDetails().getErrorMessage()).contains("'taken'", "running");
        assertThat(failureSeenBy("c").getFailureDetails().getErrorMessage()).contains("'C'");
        assertThat(failureSeenBy("d").getFailureDetails().getErrorMessage()).contains("'@'");
        assertThat(engine.instance("taken", false).orElseThrow().status()).isNotEqualTo(RuntimeStatus.TERMINATED);
    }

    @Test
    void takeAnIdThatHasEndedAgain() {
        families().script("one", Scripts.child("again", "sequence"));

        for (String parent : List.of("a", "b", "c")) {
            start(parent, "one");
            assertThat(ended(parent).output()).isEqualTo("\"done\"");
        }
    }

    @Test
    void getTheEventsThatTheTurnOfTheirStartSends() {
        families().script("startAndSend", (past, fresh) -> {
            List<OrchestratorAction> actions = new ArrayList<>();
            if (past.isEmpty()) {
                for (int i = 0; i < CHILDREN; i++) {
                    actions.add(Scripts.subOrchestration(i, "child-" + i, "event"));
                    actions.add(Scripts.event(CHILDREN + i, "child-" + i, "hello", "\"hi\""));
                }
            } else if (Scripts.count(past, HistoryEvent::hasSubOrchestrationInstanceCompleted)
                            + Scripts.count(fresh, HistoryEvent::hasSubOrchestrationInstanceCompleted)
                    == CHILDREN) {
                actions.add(Scripts.complete("\"all\""));
            }
            return actions;
        });

        start("a", "startAndSend");

        assertThat(ended("a").output()).isEqualTo("\"all\"");
    }

    @Test
    void endWithTheirParentIfTerminatedRecursively() {
        families();
        start("a", "middle");
        List<String> middle = runningChildrenOf("a");
        List<String> leaves =
                middle.stream().flatMap(id -> runningChildrenOf(id).stream()).toList();

        await(engine.terminate("a", "all of you", true, null));

        assertThat(leaves).hasSize(3 * CHILDREN);
        for (String id : leaves) {
            assertThat(ended(id).status()).isEqualTo(RuntimeStatus.TERMINATED);
        }
        assertThat(engine.history("a").getLast().hasExecutionCompleted()).isTrue();
    }

    @Test
    void outliveAParentTerminatedAlone() {
        families();
        start("a", "parent");
        List<String> children = runningChildrenOf("a");

        await(engine.terminate("a", null, false, null));
        children.forEach(child -> await(engine.raiseEvent(child, "go", "1", null)));

        for (String id : children) {
            assertThat(ended(id).status()).isEqualTo(RuntimeStatus.COMPLETED);
        }
        assertThat(engine.instance("a", false).orElseThrow().status()).isEqualTo(RuntimeStatus.TERMINATED);
    }

    @Test
    void areTerminatedByAnOrchestratorThatAsksForIt() {
        families()
                .script(
                        "killer",
                        (past, fresh) -> List.of(
                                OrchestratorAction.newBuilder()
                                        .setTerminateOrchestration(TerminateOrchestrationAction.newBuilder()
                                                .setInstanceId("victim")
                                                .setReason(StringValue.of("\"so\"")))
                                        .build(),
                                Scripts.complete("1")));
        start("victim", "event");

        start("a", "killer");

        assertThat(ended("victim").output()).isEqualTo("\"so\"");
    }

    @Test
    void goWithAPurgedParentOnceTheyHaveEnded() {
        families();
        start("a", "parent");
        List<String> children = runningChildrenOf("a");
        children.forEach(child -> await(engine.raiseEvent(child, "go", "1", null)));
        ended("a");

        await(engine.purge("a", true, null));
        engine.close();

        engine = open();
        // What is under way at the end is delivered by the next start; a child is gone when its id can be waited for
        // anew.
        for (String child : children) {
            while (engine.instance(child, false).isPresent()) {
                Thread.onSpinWait();
            }
        }
        engine.close();
        assertThat(StoredFamilies.of(storage)).doesNotContain("INSTANCE", "HISTORY", "PAYLOAD", "CHILD", "INBOX");
    }

    @Test
    void reachTheParentThroughARestart() {
        families().close();
        ScriptedWorker worker = families();
        start("a", "parent");
        List<String> children = runningChildrenOf("a");
        worker.close();

        engine.close();
        engine = open();
        families();
        children.forEach(child -> await(engine.raiseEvent(child, "go", "1", null)));

        assertThat(ended("a").output()).isEqualTo("" + CHILDREN);
    }

    private void awaitStatus(String id, RuntimeStatus status) {
        while (engine.instance(id, false).orElseThrow().status() != status) {
            Thread.onSpinWait();
        }
    }

    private SubOrchestrationInstanceFailedEvent failureSeenBy(String id) {
        return engine.history(id).stream()
                .filter(HistoryEvent::hasSubOrchestrationInstanceFailed)
                .findFirst()
                .orElseThrow()
                .getSubOrchestrationInstanceFailed();
    }
}
