package dev.perdure.host.grpc;

import static dev.perdure.host.grpc.OpenGrpcDoor.asking;
import static dev.perdure.host.grpc.OpenGrpcDoor.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import dev.perdure.core.protocol.InstanceBatch;
import dev.perdure.core.protocol.InstanceQuery;
import dev.perdure.core.protocol.ListInstanceIdsRequest;
import dev.perdure.core.protocol.OrchestrationState;
import dev.perdure.core.protocol.OrchestrationStatus;
import dev.perdure.core.protocol.PurgeInstanceFilter;
import dev.perdure.core.protocol.PurgeInstancesRequest;
import dev.perdure.core.protocol.PurgeInstancesResponse;
import dev.perdure.core.protocol.QueryInstancesRequest;
import dev.perdure.core.protocol.QueryInstancesResponse;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries, lists of ids and purges over gRPC, through the generated stub alone. */
class InstanceListsTest {

    @TempDir
    Path folder;

    private OpenGrpcDoor door;

    @BeforeEach
    void open() {
        door = new OpenGrpcDoor(folder).withWorker();
    }

    @AfterEach
    void close() {
        door.close();
    }

    private void ended(int number) {
        for (int i = 0; i < number; i++) {
            door.started("e" + i, "Echo", String.valueOf(i));
        }
        for (int i = 0; i < number; i++) {
            door.ended("e" + i);
        }
    }

    private QueryInstancesResponse query(InstanceQuery.Builder query) {
        return door.calls()
                .queryInstances(
                        QueryInstancesRequest.newBuilder().setQuery(query).build());
    }

    @Test
    void everyPageIsFullButTheLastAndTheEndIsTheAbsenceOfAToken() {
        ended(25);
        List<String> seen = new ArrayList<>();
        List<Integer> pages = new ArrayList<>();
        InstanceQuery.Builder query = InstanceQuery.newBuilder().setMaxInstanceCount(10);

        QueryInstancesResponse page = query(query);
        while (true) {
            pages.add(page.getOrchestrationStateCount());
            page.getOrchestrationStateList().forEach(state -> seen.add(state.getInstanceId()));
            if (!page.hasContinuationToken()) {
                break;
            }
            assertThat(page.getContinuationToken().getValue()).isNotEmpty().isNotEqualTo("0");
            page = query(query.setContinuationToken(page.getContinuationToken()));
        }

        assertThat(pages).containsExactly(10, 10, 5);
        assertThat(seen).doesNotHaveDuplicates().hasSize(25);
    }

    @Test
    void rareRowsFillAPageAcrossManyOthers() {
        ended(40);
        for (int i = 0; i < 5; i++) {
            door.started("w" + i, "Waits", "1");
            var unused = door.calls().waitForInstanceStart(asking("w" + i));
        }

        QueryInstancesResponse page = query(InstanceQuery.newBuilder()
                .addRuntimeStatus(OrchestrationStatus.ORCHESTRATION_STATUS_RUNNING)
                .setMaxInstanceCount(5));

        assertThat(page.getOrchestrationStateList())
                .extracting(OrchestrationState::getInstanceId)
                .containsExactlyInAnyOrder("w0", "w1", "w2", "w3", "w4");
    }

    @Test
    void filtersSelectAndPayloadsComeOnlyWhenAskedFor() {
        ended(3);
        door.started("other", "Waits", "\"x\"");

        var withPrefix = query(InstanceQuery.newBuilder()
                .setInstanceIdPrefix(StringValue.of("e"))
                .setFetchInputsAndOutputs(true));
        var later = query(InstanceQuery.newBuilder()
                .setCreatedTimeFrom(Timestamp.newBuilder().setSeconds(200_000_000_000L)));
        var elsewhere = query(InstanceQuery.newBuilder().addTaskHubNames(StringValue.of("Orders")));
        var here = query(InstanceQuery.newBuilder().addTaskHubNames(StringValue.of("Perdure")));

        assertThat(withPrefix.getOrchestrationStateList()).hasSize(3).allMatch(OrchestrationState::hasOutput);
        assertThat(later.getOrchestrationStateCount()).isZero();
        assertThat(elsewhere.getOrchestrationStateCount()).isZero();
        assertThat(here.getOrchestrationStateList()).hasSize(4).noneMatch(OrchestrationState::hasInput);
    }

    @Test
    void aPageOfLargePayloadsStaysWithinWhatClientsTake() {
        String large = "\"" + "x".repeat(400_000) + "\"";
        for (int i = 0; i < 12; i++) {
            door.started("big" + i, "Waits", large);
        }
        List<String> seen = new ArrayList<>();
        InstanceQuery.Builder query = InstanceQuery.newBuilder().setFetchInputsAndOutputs(true);

        QueryInstancesResponse page = query(query);
        page.getOrchestrationStateList().forEach(state -> seen.add(state.getInstanceId()));
        assertThat(page.getSerializedSize()).isLessThan(4 * 1024 * 1024);
        assertThat(page.getOrchestrationStateCount()).isGreaterThanOrEqualTo(7);
        while (page.hasContinuationToken()) {
            page = query(query.setContinuationToken(page.getContinuationToken()));
            assertThat(page.getSerializedSize()).isLessThan(4 * 1024 * 1024);
            page.getOrchestrationStateList().forEach(state -> seen.add(state.getInstanceId()));
        }

        assertThat(seen).doesNotHaveDuplicates().hasSize(12);
    }

    @Test
    void aTokenThatWasNotGivenOutIsRefused() {
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "continuation token",
                () -> query(InstanceQuery.newBuilder().setContinuationToken(StringValue.of("made up"))));
    }

    @Test
    void idsOfEndedInstancesAreListedWithAFirstKeyThatIsAbsentOrEmpty() {
        ended(7);
        door.started("w", "Waits", "1");
        ListInstanceIdsRequest.Builder request =
                ListInstanceIdsRequest.newBuilder().setPageSize(3).setLastInstanceKey(StringValue.of(""));
        List<String> seen = new ArrayList<>();

        var page = door.calls().listInstanceIds(request.build());
        seen.addAll(page.getInstanceIdsList());
        assertThat(page.getInstanceIdsCount()).isEqualTo(3);
        while (page.hasLastInstanceKey()) {
            page = door.calls()
                    .listInstanceIds(request.setLastInstanceKey(page.getLastInstanceKey())
                            .build());
            seen.addAll(page.getInstanceIdsList());
        }

        assertThat(seen).doesNotHaveDuplicates().hasSize(7).doesNotContain("w");
        assertThat(door.calls()
                        .listInstanceIds(ListInstanceIdsRequest.getDefaultInstance())
                        .getInstanceIdsList())
                .hasSize(7);
    }

    @Test
    void onlyEndedInstancesArePurgedByTheirIds() {
        ended(3);
        door.started("w", "Waits", "1");

        assertThat(purged(PurgeInstancesRequest.newBuilder().setInstanceId("e0")))
                .isEqualTo(1);
        assertThat(purged(PurgeInstancesRequest.newBuilder().setInstanceId("e0")))
                .isZero();
        assertThat(purged(PurgeInstancesRequest.newBuilder().setInstanceId("w")))
                .isZero();
        assertThat(purged(PurgeInstancesRequest.newBuilder()
                        .setInstanceBatch(
                                InstanceBatch.newBuilder().addAllInstanceIds(List.of("e1", "e2", "w", "nobody")))))
                .isEqualTo(2);
        assertThat(door.calls().getInstance(asking("w")).getExists()).isTrue();
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "500",
                () -> purged(PurgeInstancesRequest.newBuilder()
                        .setInstanceBatch(InstanceBatch.newBuilder()
                                .addAllInstanceIds(IntStream.rangeClosed(0, 500)
                                        .mapToObj(i -> "i" + i)
                                        .toList()))));
        assertRefused(Status.Code.INVALID_ARGUMENT, "filter", () -> purged(PurgeInstancesRequest.newBuilder()));
    }

    @Test
    void aFilterPurgesAllThatHasEndedAndFits() {
        ended(60);
        door.started("bad", "Fails", "1");
        door.ended("bad");
        door.started("w", "Waits", "1");

        assertThat(purged(filter(OrchestrationStatus.ORCHESTRATION_STATUS_FAILED)))
                .isEqualTo(1);
        assertThat(purged(filter(OrchestrationStatus.ORCHESTRATION_STATUS_RUNNING)))
                .isZero();
        assertThat(purged(
                        filter(OrchestrationStatus.ORCHESTRATION_STATUS_RUNNING).setRecursive(true)))
                .isZero();
        assertThat(purged(filter().setRecursive(true))).isEqualTo(60);
        ended(10);
        assertThat(purged(filter())).isEqualTo(10);
        assertThat(door.calls().getInstance(asking("w")).getExists()).isTrue();
    }

    private static PurgeInstancesRequest.Builder filter(OrchestrationStatus... statuses) {
        return PurgeInstancesRequest.newBuilder()
                .setPurgeInstanceFilter(PurgeInstanceFilter.newBuilder()
                        .setCreatedTimeFrom(Timestamp.getDefaultInstance())
                        .addAllRuntimeStatus(List.of(statuses)));
    }

    private int purged(PurgeInstancesRequest.Builder request) {
        PurgeInstancesResponse response = door.calls().purgeInstances(request.build());
        assertThat(response.getIsComplete().getValue()).isTrue();
        return response.getDeletedInstanceCount();
    }
}
