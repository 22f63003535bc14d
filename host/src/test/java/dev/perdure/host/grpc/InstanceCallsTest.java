package dev.perdure.host.grpc;

import static dev.perdure.host.grpc.OpenGrpcDoor.asking;
import static dev.perdure.host.grpc.OpenGrpcDoor.assertRefused;
import static dev.perdure.host.grpc.OpenGrpcDoor.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.StringValue;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import dev.perdure.core.protocol.CreateInstanceRequest;
import dev.perdure.core.protocol.CreateTaskHubRequest;
import dev.perdure.core.protocol.DeleteTaskHubRequest;
import dev.perdure.core.protocol.GetInstanceRequest;
import dev.perdure.core.protocol.InstanceBatch;
import dev.perdure.core.protocol.OrchestrationIdReusePolicy;
import dev.perdure.core.protocol.OrchestrationState;
import dev.perdure.core.protocol.OrchestrationStatus;
import dev.perdure.core.protocol.RaiseEventRequest;
import dev.perdure.core.protocol.RestartInstanceRequest;
import dev.perdure.core.protocol.ResumeRequest;
import dev.perdure.core.protocol.RewindInstanceRequest;
import dev.perdure.core.protocol.SkipGracefulOrchestrationTerminationsRequest;
import dev.perdure.core.protocol.SuspendRequest;
import dev.perdure.core.protocol.TerminateRequest;
import dev.perdure.core.protocol.TraceContext;
import dev.perdure.wire.TaskHubSidecarServiceGrpc.TaskHubSidecarServiceBlockingStub;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients change over gRPC, through the generated stub alone. */
class InstanceCallsTest {

    @TempDir
    Path folder;

    @TempDir
    Path otherFolder;

    private OpenGrpcDoor door;

    @BeforeEach
    void open() {
        door = new OpenGrpcDoor(folder).withWorker();
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void anInstanceIsStartedAndShownAsItWasAskedFor() {
        door.calls()
                .startInstance(start("a", "Echo")
                        .setInput(StringValue.of("\"in\""))
                        .setVersion(StringValue.of("1.2"))
                        .putTags("team", "blue")
                        .setParentTraceContext(TraceContext.newBuilder()
                                .setTraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                                .setTraceState(StringValue.of("k=v")))
                        .build());

        OrchestrationState state = door.ended("a");

        assertThat(state.getName()).isEqualTo("Echo");
        assertThat(state.getOrchestrationStatus()).isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED);
        assertThat(state.getInput().getValue()).isEqualTo("\"in\"");
        assertThat(state.getOutput().getValue()).isEqualTo("\"in\"");
        assertThat(state.getVersion().getValue()).isEqualTo("1.2");
        assertThat(state.getTagsMap()).containsExactly(Map.entry("team", "blue"));
        assertThat(state.hasFailureDetails()).isFalse();
        assertThat(state.hasCreatedTimestamp()).isTrue();
        assertThat(state.hasLastUpdatedTimestamp()).isTrue();
        assertThat(state.hasCompletedTimestamp()).isTrue();
        assertThat(state.getExecutionId().getValue()).matches("[0-9a-f]{32}");
        var trace = door.engine.history("a").stream()
                .filter(event -> event.hasExecutionStarted())
                .findFirst()
                .orElseThrow()
                .getExecutionStarted()
                .getParentTraceContext();
        assertThat(trace.getTraceParent()).contains("0af7651916cd43dd8448eb211c80319c");
        assertThat(trace.getTraceState().getValue()).isEqualTo("k=v");
    }

    @Test
    void withoutPayloadsAskedForNoneAreShown() {
        door.started("a", "Echo", "1");
        door.ended("a");

        OrchestrationState state = door.calls()
                .getInstance(GetInstanceRequest.newBuilder().setInstanceId("a").build())
                .getOrchestrationState();

        assertThat(state.hasInput()).isFalse();
        assertThat(state.hasOutput()).isFalse();
        assertThat(state.getOrchestrationStatus()).isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_COMPLETED);
    }

    @Test
    void whatDoesNotExistIsNoErrorToAskFor() {
        assertThat(door.calls().getInstance(asking("nobody")).getExists()).isFalse();
        assertThat(door.calls().getInstance(asking("")).getExists()).isFalse();
        assertThat(door.calls().getInstance(asking("@counter@a")).getExists()).isFalse();
        assertThat(door.calls().getInstance(asking("with/slash")).getExists()).isFalse();
    }

    @Test
    void aFailureIsShownWithItsDetails() {
        door.started("f", "Fails", "1");

        OrchestrationState state = door.ended("f");

        assertThat(state.getOrchestrationStatus()).isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_FAILED);
        assertThat(state.getFailureDetails().getErrorMessage()).isEqualTo("no luck today");
        assertThat(state.getFailureDetails().getErrorType()).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void anEmptyIdIsMadeUpAndEachIsAnother() {
        String first = door.started("", "Echo", "1");
        String second = door.started("", "Echo", "2");

        assertThat(first).isNotEmpty().isNotEqualTo(second);
        assertThat(door.ended(first).getOutput().getValue()).isEqualTo("1");
    }

    @Test
    void anEmptyInputIsNotTheSameAsNone() {
        door.started("empty", "Waits", "");
        door.calls().startInstance(start("none", "Waits").build());

        assertThat(door.state("empty").hasInput()).isTrue();
        assertThat(door.state("empty").getInput().getValue()).isEmpty();
        assertThat(door.state("none").hasInput()).isFalse();
    }

    @Test
    void aStartScheduledForNineteenSeventyIsNow() {
        Instant before = Instant.now();
        door.calls()
                .startInstance(start("epoch", "Echo")
                        .setInput(StringValue.of("1"))
                        .setScheduledStartTimestamp(Timestamp.getDefaultInstance())
                        .build());

        OrchestrationState state = door.ended("epoch");

        assertThat(state.hasScheduledStartTimestamp()).isFalse();
        assertThat(door.engine.history("epoch").getFirst().getTimestamp().getSeconds())
                .isGreaterThanOrEqualTo(before.getEpochSecond());
    }

    @Test
    void aStartScheduledForLaterStaysPending() {
        door.calls()
                .startInstance(start("later", "Echo")
                        .setScheduledStartTimestamp(
                                Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond() + 3_600))
                        .build());

        assertThat(door.state("later").getOrchestrationStatus())
                .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_PENDING);
        assertThat(door.state("later").hasScheduledStartTimestamp()).isTrue();
    }

    @Test
    void aLiveInstanceIsNotReplacedAndAnEndedOneIs() {
        door.started("r", "Waits", "1");
        assertRefused(Status.Code.ALREADY_EXISTS, "r", () -> door.started("r", "Echo", "2"));
        door.started("e", "Echo", "1");
        door.ended("e");

        door.started("e", "Echo", "2");

        assertThat(door.ended("e").getOutput().getValue()).isEqualTo("2");
    }

    @Test
    void policiesOfReuseAreKept() {
        door.started("p", "Echo", "1");
        door.ended("p");
        door.started("live", "Waits", "1");

        assertRefused(
                Status.Code.ALREADY_EXISTS,
                "p",
                () -> door.calls()
                        .startInstance(start("p", "Echo")
                                .setOrchestrationIdReusePolicy(policy())
                                .build()));
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "Invalid reusable statuses: cannot exclude 'Terminated' while also allowing reuse of running instances",
                () -> door.calls()
                        .startInstance(start("live", "Echo")
                                .setOrchestrationIdReusePolicy(policy(OrchestrationStatus.ORCHESTRATION_STATUS_RUNNING))
                                .build()));
        door.calls()
                .startInstance(start("live", "Echo")
                        .setInput(StringValue.of("2"))
                        .setOrchestrationIdReusePolicy(policy(
                                OrchestrationStatus.ORCHESTRATION_STATUS_RUNNING,
                                OrchestrationStatus.ORCHESTRATION_STATUS_PENDING,
                                OrchestrationStatus.ORCHESTRATION_STATUS_TERMINATED))
                        .build());

        assertThat(door.ended("live").getOutput().getValue()).isEqualTo("2");
    }

    @Test
    void theOlderProtocolsIgnoreAnswersWithTheExistingInstance() {
        door.started("old", "Waits", "1");
        String execution = door.state("old").getExecutionId().getValue();
        OrchestrationIdReusePolicy ignore = policy(OrchestrationStatus.ORCHESTRATION_STATUS_RUNNING).toBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                2,
                                UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build())
                .build();

        String id = door.calls()
                .startInstance(start("old", "Echo")
                        .setOrchestrationIdReusePolicy(ignore)
                        .build())
                .getInstanceId();

        assertThat(id).isEqualTo("old");
        assertThat(door.state("old").getExecutionId().getValue()).isEqualTo(execution);
    }

    @Test
    void theOlderProtocolsEndALiveInstanceWithoutNamingItsLastStatus() throws Exception {
        door.started("old", "Waits", "1");
        // As an older client encodes it: instanceId, name, input { value }, policy { status RUNNING, action 2 }.
        byte[] raw = HexFormat.of().parseHex("0a036f6c64" + "12044563686f" + "22030a0132" + "320408001002");

        String id =
                door.calls().startInstance(CreateInstanceRequest.parseFrom(raw)).getInstanceId();

        assertThat(id).isEqualTo("old");
        assertThat(door.ended("old").getOutput().getValue()).isEqualTo("2");
    }

    @Test
    void theOlderProtocolsIgnoreAsTheyEncodeIt() throws Exception {
        door.started("old", "Waits", "1");
        byte[] raw = HexFormat.of().parseHex("0a036f6c64" + "12044563686f" + "22030a0132" + "320408001001");

        String id =
                door.calls().startInstance(CreateInstanceRequest.parseFrom(raw)).getInstanceId();

        assertThat(id).isEqualTo("old");
        assertThat(door.state("old").getInput().getValue()).isEqualTo("1");
    }

    @Test
    void aStartThatNamesItsExecutionTakesEffectOnceHoweverOftenItIsSent() {
        CreateInstanceRequest first = start("once", "Echo")
                .setInput(StringValue.of("1"))
                .setExecutionId(StringValue.of("11111111111111111111111111111111"))
                .build();
        door.calls().startInstance(first);
        String execution = door.ended("once").getExecutionId().getValue();

        assertThat(door.calls().startInstance(first).getInstanceId()).isEqualTo("once");
        assertThat(door.ended("once").getExecutionId().getValue()).isEqualTo(execution);

        door.calls()
                .startInstance(first.toBuilder()
                        .setExecutionId(StringValue.of("22222222222222222222222222222222"))
                        .build());
        assertThat(door.ended("once").getExecutionId().getValue()).isNotEqualTo(execution);
    }

    @Test
    void whatCannotBeMeantIsRefusedWithASentence() {
        assertRefused(Status.Code.INVALID_ARGUMENT, "orchestrator name", () -> door.started("x", "", "1"));
        assertRefused(Status.Code.INVALID_ARGUMENT, "/", () -> door.started("a/b", "Echo", "1"));
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "tag name",
                () -> door.calls()
                        .startInstance(start("x", "Echo").putTags("", "v").build()));
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "years",
                () -> door.calls()
                        .startInstance(start("x", "Echo")
                                .setScheduledStartTimestamp(
                                        Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))
                                .build()));
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "event name",
                () -> door.calls()
                        .raiseEvent(RaiseEventRequest.newBuilder()
                                .setInstanceId("x")
                                .build()));
    }

    @Test
    void strictNamesAndSizesHoldHereToo() {
        try (OpenGrpcDoor strict =
                new OpenGrpcDoor(otherFolder, new GrpcDoorOptions.Rules("Orders", true, 1_024, false)).withWorker()) {
            assertRefused(
                    Status.Code.INVALID_ARGUMENT, "Known orchestrators: Echo", () -> strict.started("x", "Nope", "1"));
            assertRefused(
                    Status.Code.INVALID_ARGUMENT,
                    "--payload-bytes-max",
                    () -> strict.started("x", "Echo", "\"" + "y".repeat(1_024) + "\""));
            strict.started("x", "Echo", "\"" + "y".repeat(1_022) + "\"");
        }
    }

    @Test
    void anEventReachesItsInstanceAndIsDroppedByOneThatHasEnded() {
        door.started("w", "Waits", "1");
        RaiseEventRequest event = RaiseEventRequest.newBuilder()
                .setInstanceId("w")
                .setName("go")
                .setInput(StringValue.of("\"gone\""))
                .build();

        var unused = door.calls().raiseEvent(event);

        assertThat(door.ended("w").getOutput().getValue()).isEqualTo("\"gone\"");
        assertThatCode(() -> door.calls().raiseEvent(event)).doesNotThrowAnyException();
        assertRefused(
                Status.Code.NOT_FOUND,
                "nobody",
                () -> door.calls()
                        .raiseEvent(event.toBuilder().setInstanceId("nobody").build()));
    }

    @Test
    void anInstanceIsSuspendedResumedAndTerminatedAndEachTwiceIsFine() {
        door.started("w", "Waits", "1");
        SuspendRequest suspend = SuspendRequest.newBuilder().setInstanceId("w").build();
        ResumeRequest resume = ResumeRequest.newBuilder().setInstanceId("w").build();
        TerminateRequest terminate = TerminateRequest.newBuilder()
                .setInstanceId("w")
                .setOutput(StringValue.of("\"enough\""))
                .build();

        var s1 = door.calls().suspendInstance(suspend);
        var s2 = door.calls().suspendInstance(suspend);
        assertThat(door.state("w").getOrchestrationStatus())
                .isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_SUSPENDED);
        var r1 = door.calls().resumeInstance(resume);
        var r2 = door.calls().resumeInstance(resume);
        var t1 = door.calls().terminateInstance(terminate);
        var t2 = door.calls().terminateInstance(terminate);

        OrchestrationState ended = door.ended("w");
        assertThat(ended.getOrchestrationStatus()).isEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_TERMINATED);
        assertThat(ended.getOutput().getValue()).isEqualTo("\"enough\"");
        assertThat(List.of(s1, s2, r1, r2, t1, t2)).hasSize(6);
    }

    @Test
    void suspendingAndResumingWhatDoesNotExistIsNotFoundAndTerminatingItIsFine() {
        assertRefused(
                Status.Code.NOT_FOUND,
                "nobody",
                () -> door.calls()
                        .suspendInstance(SuspendRequest.newBuilder()
                                .setInstanceId("nobody")
                                .build()));
        assertRefused(
                Status.Code.NOT_FOUND,
                "nobody",
                () -> door.calls()
                        .resumeInstance(ResumeRequest.newBuilder()
                                .setInstanceId("nobody")
                                .build()));
        assertThatCode(() -> door.calls()
                        .terminateInstance(TerminateRequest.newBuilder()
                                .setInstanceId("nobody")
                                .build()))
                .doesNotThrowAnyException();
    }

    @Test
    void onlyFailedInstancesAreRewound() {
        door.started("ok", "Echo", "1");
        door.ended("ok");
        door.started("bad", "Fails", "1");
        String failed = door.ended("bad").getExecutionId().getValue();

        assertRefused(Status.Code.NOT_FOUND, "nobody", () -> rewind("nobody"));
        assertRefused(Status.Code.FAILED_PRECONDITION, "ok", () -> rewind("ok"));
        rewind("bad");

        assertThat(door.ended("bad").getExecutionId().getValue()).isNotEqualTo(failed);
    }

    private void rewind(String id) {
        var unused = door.calls()
                .rewindInstance(
                        RewindInstanceRequest.newBuilder().setInstanceId(id).build());
    }

    @Test
    void aRestartKeepsWhatItWasAndItsIdIfThatIsFree() {
        door.calls()
                .startInstance(start("w", "Waits")
                        .setInput(StringValue.of("7"))
                        .putTags("a", "b")
                        .build());

        String copy = restart("w", true);
        assertRefused(Status.Code.FAILED_PRECONDITION, "w", () -> restart("w", false));
        assertRefused(Status.Code.NOT_FOUND, "nobody", () -> restart("nobody", true));
        var unused = door.calls()
                .terminateInstance(
                        TerminateRequest.newBuilder().setInstanceId("w").build());

        assertThat(restart("w", false)).isEqualTo("w");
        assertThat(copy).isNotEqualTo("w");
        assertThat(door.state(copy).getInput().getValue()).isEqualTo("7");
        assertThat(door.state(copy).getTagsMap()).containsKey("a");
        assertThat(door.state("w").getOrchestrationStatus())
                .isNotEqualTo(OrchestrationStatus.ORCHESTRATION_STATUS_TERMINATED);
    }

    private String restart(String id, boolean newId) {
        return door.calls()
                .restartInstance(RestartInstanceRequest.newBuilder()
                        .setInstanceId(id)
                        .setRestartWithNewInstanceId(newId)
                        .build())
                .getInstanceId();
    }

    @Test
    void manyAreTerminatedAtOnceAndThoseThatWereNotAreNamed() {
        List.of("a", "b").forEach(id -> door.started(id, "Waits", "1"));
        door.started("ended", "Echo", "1");
        door.ended("ended");

        var response = door.calls()
                .skipGracefulOrchestrationTerminations(SkipGracefulOrchestrationTerminationsRequest.newBuilder()
                        .setInstanceBatch(
                                InstanceBatch.newBuilder().addAllInstanceIds(List.of("a", "b", "ended", "nobody")))
                        .setReason(StringValue.of("\"over\""))
                        .build());

        assertThat(response.getUnterminatedInstanceIdsList()).containsExactly("ended", "nobody");
        assertThat(door.state("a").getOutput().getValue()).isEqualTo("\"over\"");
        assertRefused(
                Status.Code.INVALID_ARGUMENT,
                "500",
                () -> door.calls()
                        .skipGracefulOrchestrationTerminations(SkipGracefulOrchestrationTerminationsRequest.newBuilder()
                                .setInstanceBatch(InstanceBatch.newBuilder()
                                        .addAllInstanceIds(IntStream.rangeClosed(0, 500)
                                                .mapToObj(i -> "i" + i)
                                                .toList()))
                                .build()));
    }

    @Test
    void theHubIsEmptiedOnlyWhereTheHostAllowsIt() {
        door.started("w", "Waits", "1");
        CreateTaskHubRequest recreate =
                CreateTaskHubRequest.newBuilder().setRecreateIfExists(true).build();

        var unused = door.calls().createTaskHub(CreateTaskHubRequest.getDefaultInstance());
        assertRefused(
                Status.Code.FAILED_PRECONDITION,
                "--allow-emptying",
                () -> door.calls().createTaskHub(recreate));
        assertRefused(
                Status.Code.FAILED_PRECONDITION,
                "--allow-emptying",
                () -> door.calls().deleteTaskHub(DeleteTaskHubRequest.getDefaultInstance()));
        assertThat(door.calls().getInstance(asking("w")).getExists()).isTrue();

        try (OpenGrpcDoor tests =
                new OpenGrpcDoor(otherFolder, new GrpcDoorOptions.Rules("perdure", false, 1_024, true)).withWorker()) {
            tests.started("w", "Waits", "1");
            tests.started("e", "Echo", "1");
            tests.ended("e");
            var unusedAnswer = tests.calls().createTaskHub(recreate);
            assertThat(tests.calls().getInstance(asking("w")).getExists()).isFalse();
            assertThat(tests.calls().getInstance(asking("e")).getExists()).isFalse();
        }
    }

    @Test
    void callsForAnotherHubAreNotFound() {
        assertThat(withHub("PERDURE").getInstance(asking("x")).getExists()).isFalse();
        assertThat(withHub("default").getInstance(asking("x")).getExists()).isFalse();
        assertRefused(
                Status.Code.NOT_FOUND,
                "serves the task hub 'perdure', not 'Orders'",
                () -> withHub("Orders").getInstance(asking("x")));
    }

    private TaskHubSidecarServiceBlockingStub withHub(String hub) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("taskhub", Metadata.ASCII_STRING_MARSHALLER), hub);
        return door.calls().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private static OrchestrationIdReusePolicy policy(OrchestrationStatus... replaceable) {
        return OrchestrationIdReusePolicy.newBuilder()
                .addAllReplaceableStatus(List.of(replaceable))
                .build();
    }
}
