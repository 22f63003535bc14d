package dev.perdure.sdk.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.ActivityResponse;
import dev.perdure.core.protocol.OrchestratorResponse;
import dev.perdure.core.protocol.PerdureCompletion;
import dev.perdure.core.protocol.PerdureCompletionBatch;
import dev.perdure.core.protocol.PerdureConfirmations;
import dev.perdure.core.worker.HostUnreachableException;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What goes by the stream and what does not, and when it has failed, without a network. */
class CompletionStreamTest {

    private static final ActivityResponse RESULT =
            ActivityResponse.newBuilder().setInstanceId("a").setTaskId(7).build();
    private static final OrchestratorResponse TURN =
            OrchestratorResponse.newBuilder().setInstanceId("b").build();

    private final Call call = new Call();
    private final List<Runnable> later = new ArrayList<>();
    private long nanos;
    private final CompletionStream stream =
            new CompletionStream(Channels.plain("host"), Duration.ofSeconds(30), () -> nanos, later::add);

    @Test
    void nothingGoesHereBeforeTheHostSaysThatItServesIt() {
        stream.beforeStart(call);

        assertThat(stream.completeActivity(RESULT)).isNull();
        assertThat(call.sent).isEmpty();
    }

    @Test
    void completionsAreConfirmedByTheirNumbersInAnyOrder() {
        serve();
        CompletableFuture<Void> result = sent(stream.completeActivity(RESULT));
        CompletableFuture<Void> turn = sent(stream.completeTurn(TURN));
        assertThat(call.sent).isEmpty();
        assertThat(later).hasSize(1);
        later.removeFirst().run();
        assertThat(call.batches).isEqualTo(1);

        confirm(2);

        assertThat(turn).isCompleted();
        assertThat(result).isNotDone();
        confirm(99, 1);
        assertThat(result).isCompleted();
        assertThat(call.sent).extracting(PerdureCompletion::getNumber).containsExactly(1L, 2L);
        assertThat(call.sent.getFirst().getActivity()).isEqualTo(RESULT);
        assertThat(call.sent.getLast().getTurn()).isEqualTo(TURN);
    }

    @Test
    void whatIsLargeDoesNotGoHere() {
        serve();
        StringValue large = StringValue.of("x".repeat(CompletionStream.BYTES_MAX));

        assertThat(stream.completeActivity(RESULT.toBuilder().setResult(large).build()))
                .isNull();
        assertThat(stream.completeTurn(TURN.toBuilder().setCustomStatus(large).build()))
                .isNull();
    }

    @Test
    void whatIsUnconfirmedWhenTheStreamEndsHasFailed() {
        serve();
        CompletableFuture<Void> confirmed = sent(stream.completeActivity(RESULT));
        CompletableFuture<Void> lost = sent(stream.completeActivity(RESULT));
        confirm(1);

        stream.onError(Status.UNAVAILABLE.asRuntimeException());

        assertThat(confirmed).isCompletedWithValue(null);
        assertUnreachable(lost, "UNAVAILABLE");
        assertThat(stream.completeActivity(RESULT)).isNull();
    }

    @Test
    void anEndInGoodOrderLosesWhatIsUnconfirmedToo() {
        serve();
        CompletableFuture<Void> lost = sent(stream.completeTurn(TURN));

        stream.onCompleted();

        assertUnreachable(lost, "without a confirmation");
    }

    @Test
    void aClosedStreamTakesNothingButMayStillConfirm() {
        serve();
        CompletableFuture<Void> underWay = sent(stream.completeTurn(TURN));

        stream.close();
        stream.close();
        assertThat(call.sent).hasSize(1);

        assertThat(stream.completeTurn(TURN)).isNull();
        assertThat(call.halfClosed).isEqualTo(1);
        confirm(1);
        assertThat(underWay).isCompletedWithValue(null);
    }

    @Test
    void aStreamWithAnOverdueCompletionIsGivenUp() {
        serve();
        CompletableFuture<Void> overdue = sent(stream.completeTurn(TURN));
        nanos = Duration.ofSeconds(29).toNanos();
        stream.failOverdue();
        assertThat(call.cancelled).isNull();

        nanos = Duration.ofSeconds(30).toNanos();
        stream.failOverdue();

        assertThat(call.cancelled).contains("no confirmation after PT30S");
        assertThat(stream.completeTurn(TURN)).isNull();
        stream.onError(Status.CANCELLED.asRuntimeException());
        assertUnreachable(overdue, "CANCELLED");
    }

    private void serve() {
        stream.beforeStart(call);
        stream.onNext(PerdureConfirmations.getDefaultInstance());
    }

    private void confirm(long... numbers) {
        PerdureConfirmations.Builder confirmations = PerdureConfirmations.newBuilder();
        for (long number : numbers) {
            confirmations.addNumbers(number);
        }
        stream.onNext(confirmations.build());
    }

    private static CompletableFuture<Void> sent(@Nullable CompletableFuture<Void> reply) {
        if (reply == null) {
            throw new AssertionError("not sent on the stream");
        }
        return reply;
    }

    private static void assertUnreachable(CompletableFuture<Void> reply, String why) {
        assertThat(reply).isCompletedExceptionally();
        assertThatThrownBy(reply::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(HostUnreachableException.class)
                .hasMessageContaining(why);
    }

    private static final class Call extends ClientCallStreamObserver<PerdureCompletionBatch> {
        private final List<PerdureCompletion> sent = new ArrayList<>();
        private int batches;
        private int halfClosed;
        private @Nullable String cancelled;

        @Override
        public void onNext(PerdureCompletionBatch batch) {
            batches++;
            sent.addAll(batch.getCompletionsList());
        }

        @Override
        public void onError(Throwable cause) {
            throw new AssertionError("not called", cause);
        }

        @Override
        public void onCompleted() {
            halfClosed++;
        }

        @Override
        public void cancel(@Nullable String message, @Nullable Throwable cause) {
            cancelled = message;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {}

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean enable) {}

        @Override
        public void disableAutoInboundFlowControl() {}
    }
}
