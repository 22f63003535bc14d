package dev.perdure.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.OperationResult;
import dev.perdure.engine.process.Decision;
import dev.perdure.engine.record.Command;
import dev.perdure.engine.record.CompleteEntityBatch;
import dev.perdure.engine.record.PurgeEntity;
import dev.perdure.engine.record.RetryEntityBatch;
import dev.perdure.engine.record.SignalEntity;
import dev.perdure.engine.storage.MemoryStorage;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A batch that was made for another version of its entity changes nothing, whoever still sends what came of it. */
class EntityFenceTest {

    private static final String ID = "@counter@k";

    private final StateMachine machine = new StateMachine(new MemoryStorage(), 0, 1, 10);

    @Test
    void aResultThatComesTwiceIsAppliedOnce() {
        signal();
        signal();
        Command.Builder result = result("1");

        assertThat(run(result).isStale()).isFalse();
        assertThat(run(result).isStale()).isTrue();

        assertThat(machine.state().entities().entity(ID))
                .satisfies(e -> assertThat(e.queued()).isEqualTo(1));
    }

    @Test
    void aResultOfBeforeAPurgeIsNotApplied() {
        signal();
        Command.Builder result = result("1");

        run(Command.newBuilder().setPurgeEntity(PurgeEntity.newBuilder().setEntityId(ID)));

        assertThat(run(result).isStale()).isTrue();
        assertThat(machine.state().entities().userState(ID)).isNull();
    }

    @Test
    void aResultForAnEntityThatWasRemovedAndMadeAnewIsNotApplied() {
        signal();
        Command.Builder result = result("1");
        run(result);
        run(Command.newBuilder().setPurgeEntity(PurgeEntity.newBuilder().setEntityId(ID)));
        assertThat(machine.state().entities().entity(ID)).isNull();
        signal();

        assertThat(run(result).isStale()).isTrue();
    }

    @Test
    void aFailureOfABatchThatWasAppliedMeanwhileIsNotCounted() {
        signal();
        signal();
        Command.Builder failure = Command.newBuilder()
                .setRetryEntityBatch(RetryEntityBatch.newBuilder()
                        .setEntityId(ID)
                        .setVersion(version())
                        .addTaken(0));
        run(result("1"));

        assertThat(run(failure).isStale()).isTrue();
    }

    private void signal() {
        run(Command.newBuilder()
                .setSignalEntity(SignalEntity.newBuilder().setEntityId(ID).setOperation("add")));
    }

    private Command.Builder result(String state) {
        return Command.newBuilder()
                .setCompleteEntityBatch(CompleteEntityBatch.newBuilder()
                        .setEntityId(ID)
                        .setVersion(version())
                        .addTaken(0)
                        .addResults(OperationResult.getDefaultInstance())
                        .setState(StringValue.of(state)));
    }

    private long version() {
        return Objects.requireNonNull(machine.state().entities().entity(ID)).version();
    }

    private Decision run(Command.Builder command) {
        return machine.run(command.setTime(1).build(), event -> {});
    }
}
