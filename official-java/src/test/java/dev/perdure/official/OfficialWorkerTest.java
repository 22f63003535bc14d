package dev.perdure.official;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.durabletask.DurableTaskClient;
import com.microsoft.durabletask.FailureDetails;
import com.microsoft.durabletask.OrchestrationMetadata;
import com.microsoft.durabletask.OrchestrationRuntimeStatus;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What orchestrators and activities on the official Java worker can do. */
class OfficialWorkerTest {

    private final OfficialHub hub = OfficialHub.shared();
    private final DurableTaskClient client = hub.client;

    private String output(String id) throws Exception {
        OrchestrationMetadata ended = hub.ended(id);
        assertThat(ended.getRuntimeStatus()).as("%s", ended).isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
        return ended.getSerializedOutput();
    }

    @Test
    void eventsReachItInOrderAlsoBeforeItWaits() throws Exception {
        String id = hub.start("ThreeEvents", null);
        for (String word : List.of("one", "two", "three")) {
            client.raiseEvent(id, "word", word);
        }

        assertThat(output(id)).isEqualTo("\"one two three\"");
    }

    @Test
    void eventNamesAreMatchedInAnyCase() throws Exception {
        String id = hub.start("Waits", null);
        client.waitForInstanceStart(id, OfficialHub.LONG);

        client.raiseEvent(id, "GO", "loud");
        client.raiseEvent(id, "go", "quiet");

        assertThat(output(id)).isIn("\"loud\"", "\"quiet\"");
    }

    @Test
    void waitsTimeOutAndTheFirstOfSeveralWins() throws Exception {
        String shortly = hub.start("WaitsShortly", null);
        String first = hub.start("FirstOf", null);
        client.raiseEvent(first, "go", "x");

        assertThat(output(shortly)).isEqualTo("\"timed out\"");
        assertThat(output(first)).isEqualTo("\"event\"");
    }

    @Test
    void timersFireNotBeforeTheirTime() throws Exception {
        long before = System.nanoTime();

        assertThat(output(hub.start("Sleeps", 700))).isEqualTo("\"slept\"");
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(690));
    }

    @Test
    void fansOutAndIn() throws Exception {
        assertThat(output(hub.start("FansOut", 60))).isEqualTo("70210");
        assertThat(output(hub.start("FansOutToFailures", null))).isEqualTo("3");
    }

    @Test
    void subOrchestrationsReturnAndFailToTheirParents() throws Exception {
        assertThat(output(hub.start("Parent", "child"))).isEqualTo("\"Hello, child!\"");
        assertThat(output(hub.start("ParentOfFailing", "x")))
                .contains("com.microsoft.durabletask.TaskFailedException")
                .contains("true");
    }

    @Test
    void terminatingAParentLeavesItsChild() throws Exception {
        String parent = hub.start("ParentOfWaiting", null);
        client.waitForInstanceStart(parent + "-child", OfficialHub.LONG);

        client.terminate(parent, null);
        hub.ended(parent);

        assertThat(client.getInstanceMetadata(parent + "-child", false).getRuntimeStatus())
                .isEqualTo(OrchestrationRuntimeStatus.RUNNING);
        client.raiseEvent(parent + "-child", "go", "alone");
        assertThat(output(parent + "-child")).isEqualTo("\"alone\"");
    }

    @Test
    void retriesByPolicyByHandlerAndOfChildren() throws Exception {
        assertThat(output(hub.start("Retries", null))).isEqualTo("\"after 3\"");
        assertThat(output(hub.start("RetriesByHandler", null))).isEqualTo("\"after 3\"");
        assertThat(output(hub.start("RetriesChild", null))).isEqualTo("\"after 3\"");
    }

    @Test
    void continuesAsNew() throws Exception {
        assertThat(output(hub.start("CountsTo", new int[] {0, 25}))).isEqualTo("25");
    }

    @Test
    void eventsReachEachExecutionOfOneThatContinuesAsNew() throws Exception {
        String id = hub.start("Collects", "");
        StringBuilder sent = new StringBuilder();
        for (char letter = 'a'; letter <= 'h'; letter++) {
            awaitStatus(id, sent.toString());
            client.raiseEvent(id, "letter", String.valueOf(letter));
            sent.append(letter);
        }

        assertThat(output(id)).isEqualTo("\"abcdefgh\"");
    }

    private void awaitStatus(String id, String status) {
        long until = System.nanoTime() + OfficialHub.LONG.toNanos();
        while (true) {
            OrchestrationMetadata now = client.getInstanceMetadata(id, true);
            if (now.isCustomStatusFetched()
                    && now.readCustomStatusAs(String.class).equals(status)) {
                return;
            }
            assertThat(System.nanoTime())
                    .as("waiting for the status %s", status)
                    .isLessThan(until);
        }
    }

    @Test
    void customStatusIsSetChangedAndCleared() throws Exception {
        String id = hub.start("Tells", null);
        client.waitForInstanceStart(id, OfficialHub.LONG);
        assertThat(client.getInstanceMetadata(id, true).readCustomStatusAs(Object.class))
                .isEqualTo(Map.of("step", 1));
        client.raiseEvent(id, "go", "on");
        assertThat(hub.ended(id).readCustomStatusAs(String.class)).isEqualTo("on");

        String cleared = hub.start("Tells", null);
        client.raiseEvent(cleared, "go", "clear");

        assertThat(hub.ended(cleared).isCustomStatusFetched()).isFalse();
    }

    @Test
    void instancesSendEachOtherEvents() throws Exception {
        String waiting = hub.start("Waits", null);

        assertThat(output(hub.start("Sends", waiting))).isEqualTo("\"sent\"");
        assertThat(output(waiting)).isEqualTo("\"from afar\"");
    }

    @Test
    void failuresCarryTypeMessageAndStack() throws Exception {
        OrchestrationMetadata byActivity = hub.ended(hub.start("Fails", "x"));
        OrchestrationMetadata byItself = hub.ended(hub.start("Throws", null));
        FailureDetails failure = byItself.getFailureDetails();

        assertThat(byActivity.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
        assertThat(byActivity.getFailureDetails().getErrorMessage()).contains("no: x");
        assertThat(byItself.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
        assertThat(failure.getErrorType()).isEqualTo("java.lang.IllegalStateException");
        assertThat(failure.getErrorMessage()).isEqualTo("by itself");
        assertThat(failure.getStackTrace()).contains("OfficialHub");
        assertThat(failure.isCausedBy(IllegalStateException.class)).isTrue();
    }

    @Test
    void anOrchestrationThatNobodyHasFails() throws Exception {
        OrchestrationMetadata ended = hub.ended(hub.start("NobodyHasThis", null));

        assertThat(ended.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.FAILED);
    }

    @Test
    void uniqueIdsAreTheSameInReplay() throws Exception {
        assertThat(output(hub.start("Ids", null))).hasSizeGreaterThan(70);
    }

    @Test
    void largeInputsAndLongHistoriesAreCarried() throws Exception {
        assertThat(output(hub.start("Measures", "y".repeat(1_000_000)))).isEqualTo("1000000");
        assertThat(output(hub.start("LongHistory", 300))).isEqualTo("300");
    }

    @Test
    void itsOrchestrationsCallActivitiesAndChildrenOfAWorkerOfPerdure() throws Exception {
        try (GrpcWorkHost host = GrpcWorkHost.of("127.0.0.1:" + hub.host.grpcPort());
                Worker other = Worker.builder()
                        .activity(
                                "elsewhere",
                                String.class,
                                (context, input) -> String.valueOf(input).toUpperCase(Locale.ROOT))
                        .orchestrator(
                                "ChildElsewhere",
                                String.class,
                                (context, input) -> context.callActivity("greet", input, String.class)
                                        .await())
                        .connectTo(host)
                        .start()) {
            assertThat(other).isNotNull();
            String probe = hub.start("ChildElsewhere", "probe");
            assertThat(hub.ended(probe)).isNotNull();

            for (int i = 0; i < 10; i++) {
                assertThat(output(hub.start("CallsElsewhere", "x"))).isEqualTo("\"X\"");
                assertThat(output(hub.start("CallsChildElsewhere", "y"))).isEqualTo("\"Hello, y!\"");
            }
        }
    }
}
