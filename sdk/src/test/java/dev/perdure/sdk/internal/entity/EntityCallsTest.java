package dev.perdure.sdk.internal.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import dev.perdure.core.EntityId;
import dev.perdure.core.data.DataConverter;
import dev.perdure.core.protocol.EntityBatchRequest;
import dev.perdure.core.protocol.EntityBatchResult;
import dev.perdure.core.protocol.EntityOperationCalledEvent;
import dev.perdure.core.protocol.EntityOperationSignaledEvent;
import dev.perdure.core.protocol.EntityRequest;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.core.protocol.OperationRequest;
import dev.perdure.core.protocol.OperationResult;
import dev.perdure.core.protocol.WorkItem;
import dev.perdure.sdk.Entity;
import dev.perdure.sdk.EntityContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EntityCallsTest {

    private static final AtomicReference<@Nullable EntityContext> LAST = new AtomicReference<>();

    /** Holds itself, so that no JSON can. */
    static final class Unreadable {
        public Unreadable getSelf() {
            return this;
        }
    }

    /** Operations of all kinds over a list that can be changed in place. */
    static final class Notes extends Entity<List<String>> {
        @Override
        protected List<String> initialState() {
            return new ArrayList<>();
        }

        public void add(String note) {
            state().add(note);
        }

        public int size() {
            return state().size();
        }

        public void addThenFail(String note) {
            state().add(note);
            context().signalEntity(context().id(), "add", "never");
            throw new IllegalStateException("after " + state());
        }

        public boolean clear() {
            setState(null);
            return context().hasState();
        }

        public String describe() {
            LAST.set(context());
            return context().id() + " " + context().operation() + " "
                    + context().hasState() + " " + context().input(String.class);
        }

        public void tell(String name, String key) {
            context().signalEntity(new EntityId(name, key), "hear", state().size());
            context().signalEntity(new EntityId(name, key), "hear", null, Instant.ofEpochSecond(99));
            context().startOrchestration("Later", 7, "id-7");
        }

        public Object unreadable() {
            state().add("unreadable");
            return new Unreadable();
        }

        @Override
        public String toString() {
            return "no operation";
        }
    }

    private final EntityCalls calls =
            new EntityCalls(Map.of("notes", EntityDefinition.of("Notes", Notes::new)), DataConverter.jackson());

    @Test
    void carriesABatchOutEachOperationOnTheStateTheOneBeforeLeft() {
        EntityBatchResult answer = batch("[\"a\"]", "size", null, "add", "\"b\"", "SIZE", null);

        assertThat(results(answer)).containsExactly("1", "null", "2");
        assertThat(answer.getEntityState().getValue()).isEqualTo("[\"a\",\"b\"]");
        assertThat(answer.getCompletionToken()).isEqualTo("token");
    }

    @Test
    void forgetsWhatAFailedOperationDid() {
        EntityBatchResult answer =
                batch("[\"a\"]", "addThenFail", "\"x\"", "unreadable", null, "fly", null, "add", "7x", "size", null);

        assertThat(results(answer).subList(0, 4))
                .satisfiesExactly(
                        r -> assertThat(r).isEqualTo("java.lang.IllegalStateException: after [a, x]"),
                        r -> assertThat(r).contains("DataConversionException"),
                        r -> assertThat(r).contains("has no operation 'fly'"),
                        r -> assertThat(r).contains("DataConversionException"));
        assertThat(results(answer).get(4)).isEqualTo("1");
        assertThat(answer.getEntityState().getValue()).isEqualTo("[\"a\"]");
        assertThat(answer.getActionsList()).isEmpty();
    }

    @Test
    void givesNoStateToAnEntityThatWasOnlyLookedAt() {
        EntityBatchResult answer = batch(null, "size", null);

        assertThat(results(answer)).containsExactly("0");
        assertThat(answer.hasEntityState()).isFalse();
    }

    @Test
    void deletesTheStateByHandOrByTheOperationDelete() {
        assertThat(results(batch("[]", "clear", null))).containsExactly("false");
        assertThat(batch("[]", "clear", null).hasEntityState()).isFalse();
        assertThat(batch("[]", "Delete", null).hasEntityState()).isFalse();
        assertThat(batch("[]", "delete", null, "add", "\"new\"")
                        .getEntityState()
                        .getValue())
                .isEqualTo("[\"new\"]");
    }

    @Test
    void tellsAnOperationWhatItIsAndNothingOnceItHasEnded() {
        assertThat(results(batch("[]", "Describe", "\"in\""))).containsExactly("\"@notes@k Describe true in\"");

        EntityContext last = Objects.requireNonNull(LAST.get());
        assertThatThrownBy(() -> last.signalEntity(last.id(), "add", "late"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has ended");
    }

    @Test
    void asksForSignalsAndStarts() {
        EntityBatchResult answer = batch("[]", "tell", "[\"Other\",\"K\"]");

        assertThat(answer.getActionsList()).hasSize(3);
        assertThat(answer.getActions(0).getSendSignal().getInstanceId()).isEqualTo("@other@K");
        assertThat(answer.getActions(0).getSendSignal().getInput().getValue()).isEqualTo("0");
        assertThat(answer.getActions(0).getSendSignal().hasScheduledTime()).isFalse();
        assertThat(answer.getActions(1).getSendSignal().hasInput()).isFalse();
        assertThat(answer.getActions(1).getSendSignal().getScheduledTime().getSeconds())
                .isEqualTo(99);
        assertThat(answer.getActions(2).getStartNewOrchestration().getInstanceId())
                .isEqualTo("id-7");
    }

    @Test
    void answersTheOlderFormOfABatchToo() {
        EntityBatchResult answer = calls.carryOut(WorkItem.newBuilder()
                .setCompletionToken("t")
                .setEntityRequest(EntityBatchRequest.newBuilder()
                        .setInstanceId("@notes@k")
                        .addOperations(OperationRequest.newBuilder()
                                .setOperation("add")
                                .setInput(StringValue.of("\"x\""))))
                .build());

        assertThat(answer.getResults(0).hasSuccess()).isTrue();
        assertThat(answer.getEntityState().getValue()).isEqualTo("[\"x\"]");
    }

    @Test
    void saysWhoIsToGetWhichResult() {
        EntityBatchResult answer = calls.carryOut(WorkItem.newBuilder()
                .setEntityRequestV2(EntityRequest.newBuilder()
                        .setInstanceId("@notes@k")
                        .addOperationRequests(HistoryEvent.newBuilder()
                                .setEntityOperationCalled(EntityOperationCalledEvent.newBuilder()
                                        .setOperation("size")
                                        .setRequestId("r1")
                                        .setParentInstanceId(StringValue.of("p"))
                                        .setParentExecutionId(StringValue.of("x")))))
                .build());

        assertThat(answer.getOperationInfos(0).getRequestId()).isEqualTo("r1");
        assertThat(answer.getOperationInfos(0).getResponseDestination().getInstanceId())
                .isEqualTo("p");
        assertThat(answer.getOperationInfos(0)
                        .getResponseDestination()
                        .getExecutionId()
                        .getValue())
                .isEqualTo("x");
    }

    @Test
    void failsOperationsOfAnEntityItDoesNotKnow() {
        EntityBatchResult answer = calls.carryOut(WorkItem.newBuilder()
                .setEntityRequestV2(EntityRequest.newBuilder()
                        .setInstanceId("@other@k")
                        .setEntityState(StringValue.of("5"))
                        .addOperationRequests(signal("add", null)))
                .build());

        assertThat(results(answer)).singleElement().asString().contains("No entity named 'other'");
        assertThat(answer.getEntityState().getValue()).isEqualTo("5");
    }

    @Test
    void refusesClassesUnfitForEntities() {
        assertThatThrownBy(() -> EntityDefinition.of("twice", Overloaded::new))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two public methods 'go'");
        assertThatThrownBy(() -> EntityDefinition.of("open", Open<String>::new))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not say the type of its state");
        assertThatThrownBy(() -> EntityDefinition.of("a@b", Notes::new))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@");
        assertThatThrownBy(() -> new Notes().size())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("only while an operation");
    }

    static final class Overloaded extends Entity<String> {
        @Override
        protected String initialState() {
            return "";
        }

        public void go(String a) {
            setState(a);
        }

        public void go(int a) {
            setState("" + a);
        }
    }

    static final class Open<T> extends Entity<T> {
        @Override
        protected T initialState() {
            throw new IllegalStateException();
        }
    }

    private EntityBatchResult batch(@Nullable String state, @Nullable String... operationsAndInputs) {
        EntityRequest.Builder request = EntityRequest.newBuilder().setInstanceId("@notes@k");
        if (state != null) {
            request.setEntityState(StringValue.of(state));
        }
        for (int i = 0; i < operationsAndInputs.length; i += 2) {
            request.addOperationRequests(
                    signal(Objects.requireNonNull(operationsAndInputs[i]), operationsAndInputs[i + 1]));
        }
        return calls.carryOut(WorkItem.newBuilder()
                .setEntityRequestV2(request)
                .setCompletionToken("token")
                .build());
    }

    private static HistoryEvent signal(String operation, @Nullable String input) {
        EntityOperationSignaledEvent.Builder signal =
                EntityOperationSignaledEvent.newBuilder().setOperation(operation);
        if (input != null) {
            signal.setInput(StringValue.of(input));
        }
        return HistoryEvent.newBuilder().setEntityOperationSignaled(signal).build();
    }

    private static List<String> results(EntityBatchResult answer) {
        return answer.getResultsList().stream().map(EntityCallsTest::text).toList();
    }

    private static String text(OperationResult result) {
        if (result.hasFailure()) {
            return result.getFailure().getFailureDetails().getErrorType() + ": "
                    + result.getFailure().getFailureDetails().getErrorMessage();
        }
        return result.getSuccess().hasResult() ? result.getSuccess().getResult().getValue() : "null";
    }
}
