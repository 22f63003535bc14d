package dev.perdure.official;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.durabletask.DurableTaskClient;
import com.microsoft.durabletask.NewOrchestrationInstanceOptions;
import com.microsoft.durabletask.OrchestrationMetadata;
import com.microsoft.durabletask.OrchestrationRuntimeStatus;
import com.microsoft.durabletask.OrchestrationStatusQuery;
import com.microsoft.durabletask.OrchestrationStatusQueryResult;
import com.microsoft.durabletask.PurgeInstanceCriteria;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What the official Java client can ask and change. */
class OfficialClientTest {

    private final OfficialHub hub = OfficialHub.shared();
    private final DurableTaskClient client = hub.client;

    @Test
    void startsWaitsAndReads() throws Exception {
        String id = hub.start("Hello", "you");

        OrchestrationMetadata started = client.waitForInstanceStart(id, OfficialHub.LONG, true);
        OrchestrationMetadata ended = hub.ended(id);

        assertThat(started.getInstanceId()).isEqualTo(id);
        assertThat(started.readInputAs(String.class)).isEqualTo("you");
        assertThat(ended.getName()).isEqualTo("Hello");
        assertThat(ended.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.COMPLETED);
        assertThat(ended.readOutputAs(String.class)).isEqualTo("Hello, you!");
        assertThat(ended.getCreatedAt()).isBeforeOrEqualTo(ended.getLastUpdatedAt());
        assertThat(client.getInstanceMetadata(id, false).getSerializedOutput()).isNullOrEmpty();
    }

    @Test
    void makesUpAnIdWhereNoneIsGiven() throws Exception {
        String id = client.scheduleNewOrchestrationInstance("Echo", "x");

        assertThat(id).isNotEmpty();
        assertThat(hub.ended(id).readOutputAs(String.class)).isEqualTo("x");
    }

    @Test
    void anUnknownInstanceIsNotFound() {
        assertThat(client.getInstanceMetadata("nobody", true).isInstanceFound()).isFalse();
    }

    @Test
    void waitingEndsWithItsTime() {
        assertThatThrownBy(() -> client.waitForInstanceCompletion("nobody", Duration.ofMillis(300), true))
                .isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> client.waitForInstanceStart("nobody", Duration.ofMillis(300)))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void aStartForLaterIsPendingUntilThen() throws Exception {
        Instant at = Instant.now().plusSeconds(5);
        String id = client.scheduleNewOrchestrationInstance(
                "Echo", new NewOrchestrationInstanceOptions().setInput("late").setStartTime(at));

        assertThat(client.getInstanceMetadata(id, true).getRuntimeStatus())
                .isEqualTo(OrchestrationRuntimeStatus.PENDING);
        assertThat(hub.ended(id).getLastUpdatedAt()).isAfterOrEqualTo(at.minusMillis(1));
    }

    @Test
    void aVersionIsTakenAlong() throws Exception {
        String id = client.scheduleNewOrchestrationInstance(
                "Echo", new NewOrchestrationInstanceOptions().setInput("v").setVersion("2.0"));

        assertThat(hub.ended(id).readOutputAs(String.class)).isEqualTo("v");
    }

    @Test
    void suspendsAndResumes() throws Exception {
        String id = hub.start("Waits", null);
        client.waitForInstanceStart(id, OfficialHub.LONG);

        client.suspendInstance(id, "lunch");
        client.raiseEvent(id, "go", "\"kept\"");
        OrchestrationMetadata suspended = client.getInstanceMetadata(id, true);
        assertThatThrownBy(() -> client.waitForInstanceCompletion(id, Duration.ofMillis(300), false))
                .isInstanceOf(TimeoutException.class);
        client.resumeInstance(id);

        assertThat(suspended.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.SUSPENDED);
        assertThat(hub.ended(id).getSerializedOutput()).contains("kept");
    }

    @Test
    void terminatesWithAnOutput() throws Exception {
        String id = hub.start("Waits", null);
        client.waitForInstanceStart(id, OfficialHub.LONG);

        client.terminate(id, "enough");

        OrchestrationMetadata ended = hub.ended(id);
        assertThat(ended.getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.TERMINATED);
        assertThat(ended.readOutputAs(String.class)).isEqualTo("enough");
    }

    @Test
    void terminatesASuspendedInstance() throws Exception {
        String id = hub.start("Waits", null);
        client.waitForInstanceStart(id, OfficialHub.LONG);
        client.suspendInstance(id);

        client.terminate(id, null);

        assertThat(hub.ended(id).getRuntimeStatus()).isEqualTo(OrchestrationRuntimeStatus.TERMINATED);
    }

    @Test
    void restartsUnderTheSameIdAndUnderANewOne() throws Exception {
        String id = hub.start("Hello", "again");
        Instant first = hub.ended(id).getCreatedAt();

        String same = client.restartInstance(id, false);
        OrchestrationMetadata second = hub.ended(same);
        String other = client.restartInstance(id, true);

        assertThat(same).isEqualTo(id);
        assertThat(second.getCreatedAt()).isAfter(first);
        assertThat(second.readOutputAs(String.class)).isEqualTo("Hello, again!");
        assertThat(other).isNotEqualTo(id);
        assertThat(hub.ended(other).readOutputAs(String.class)).isEqualTo("Hello, again!");
    }

    @Test
    void anIdThatIsAliveIsNotTakenTwice() throws Exception {
        String id = hub.start("Waits", null);
        client.waitForInstanceStart(id, OfficialHub.LONG);

        assertThatThrownBy(() -> client.scheduleNewOrchestrationInstance("Echo", "x", id))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.ALREADY_EXISTS));
        client.terminate(id, null);
        assertThat(hub.ended(id).isCompleted()).isTrue();

        String again = client.scheduleNewOrchestrationInstance("Echo", "x", id);

        assertThat(hub.ended(again).readOutputAs(String.class)).isEqualTo("x");
    }

    @Test
    void purgesWhatHasEnded() throws Exception {
        String ended = hub.start("Echo", "x");
        hub.ended(ended);
        String running = hub.start("Waits", null);
        client.waitForInstanceStart(running, OfficialHub.LONG);

        assertThat(client.purgeInstance(ended).getDeletedInstanceCount()).isEqualTo(1);
        assertThat(client.purgeInstance(ended).getDeletedInstanceCount()).isZero();
        assertThat(client.purgeInstance(running).getDeletedInstanceCount()).isZero();
        assertThat(client.getInstanceMetadata(ended, true).isInstanceFound()).isFalse();
        assertThat(client.getInstanceMetadata(running, true).isInstanceFound()).isTrue();
        client.terminate(running, null);
    }

    @Test
    void purgesByAFilterWithinItsTime() throws Exception {
        Instant before = Instant.now();
        for (int i = 0; i < 5; i++) {
            hub.ended(hub.start("Throws", null));
        }

        int count = client.purgeInstances(new PurgeInstanceCriteria()
                        .setCreatedTimeFrom(before.minusMillis(1))
                        .setRuntimeStatusList(List.of(OrchestrationRuntimeStatus.FAILED))
                        .setTimeout(Duration.ofSeconds(60)))
                .getDeletedInstanceCount();

        assertThat(count).isGreaterThanOrEqualTo(5);
    }

    @Test
    void queriesPageByPage() throws Exception {
        String prefix = "page-" + UUID.randomUUID() + "-";
        for (int i = 0; i < 12; i++) {
            hub.ended(client.scheduleNewOrchestrationInstance("Echo", "in", prefix + i));
        }
        OrchestrationStatusQuery query = new OrchestrationStatusQuery()
                .setInstanceIdPrefix(prefix)
                .setMaxInstanceCount(5)
                .setFetchInputsAndOutputs(true);
        List<Integer> pages = new ArrayList<>();
        List<String> seen = new ArrayList<>();

        OrchestrationStatusQueryResult page = client.queryInstances(query);
        pages.add(page.getOrchestrationState().size());
        page.getOrchestrationState().forEach(state -> seen.add(state.getInstanceId()));
        while (page.getContinuationToken() != null
                && !page.getContinuationToken().isEmpty()) {
            page = client.queryInstances(query.setContinuationToken(page.getContinuationToken()));
            pages.add(page.getOrchestrationState().size());
            page.getOrchestrationState().forEach(state -> seen.add(state.getInstanceId()));
        }

        assertThat(pages).containsExactly(5, 5, 2);
        assertThat(seen).doesNotHaveDuplicates().hasSize(12);
        assertThat(client.queryInstances(new OrchestrationStatusQuery()
                                .setInstanceIdPrefix(prefix)
                                .setRuntimeStatusList(List.of(OrchestrationRuntimeStatus.FAILED)))
                        .getOrchestrationState())
                .isEmpty();
        assertThat(client.queryInstances(new OrchestrationStatusQuery()
                                .setInstanceIdPrefix(prefix)
                                .setCreatedTimeTo(Instant.now().minusSeconds(3_600)))
                        .getOrchestrationState())
                .isEmpty();
    }

    @Test
    void createsTheHub() {
        client.createTaskHub(false);

        assertThat(client.getInstanceMetadata("nobody", false).isInstanceFound())
                .isFalse();
    }
}
