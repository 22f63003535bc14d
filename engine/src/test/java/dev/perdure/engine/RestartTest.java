package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.core.InvalidInstanceIdException;
import dev.perdure.core.RuntimeStatus;
import dev.perdure.engine.Outcome.Reason;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Starting an instance again with its own input. */
class RestartTest extends EngineFixture {

    /** An id in the partition of "a", and one in another. */
    private final String near = idInPartitionOfA(true);

    private final String far = idInPartitionOfA(false);

    @Test
    void givesTheNewInstanceNameInputVersionAndTagsWhereverItLies() {
        worker(Reach.REMOTE);
        startTagged();

        for (String id : new String[] {near, far}) {
            Outcome.Done done = (Outcome.Done) await(engine.restart("a", id, null));

            assertThat(done.instanceId()).isEqualTo(id);
            InstanceView view = engine.instance(id, true).orElseThrow();
            assertThat(view.executionId()).isEqualTo(done.executionId());
            assertThat(view.name()).isEqualTo("event");
            assertThat(view.version()).isEqualTo("1.2");
            assertThat(view.input()).isEqualTo("\"in\"");
            assertThat(view.tags()).isEqualTo(Map.of("k", "v"));
        }
        assertThat(engine.instance("a", false).orElseThrow().status().isTerminal())
                .isFalse();
    }

    @Test
    void replacesAnEndedInstanceUnderItsOwnIdAndRunsIt() {
        worker(Reach.REMOTE);
        start("a", "sequence");
        String before = ended("a").executionId();

        Outcome.Done done = (Outcome.Done) await(engine.restart("a", "a", null));

        assertThat(done.executionId()).isNotEqualTo(before);
        InstanceView again = ended("a");
        assertThat(again.executionId()).isEqualTo(done.executionId());
        assertThat(again.output()).isEqualTo("\"done\"");
        assertThat(again.input()).isEqualTo("\"input of a\"");
    }

    @Test
    void isRefusedUnderTheOwnIdWhileTheInstanceRuns() {
        startTagged();

        assertThat(reason(await(engine.restart("a", "a", null)))).isEqualTo(Reason.WRONG_STATE);
        assertThat(engine.instance("a", false).orElseThrow().status()).isEqualTo(RuntimeStatus.PENDING);
    }

    @Test
    void isRefusedForAnUnknownInstanceAndAnIllegalId() {
        assertThat(reason(await(engine.restart("a", "a", null)))).isEqualTo(Reason.NOT_FOUND);
        assertThat(reason(await(engine.restart("a", far, null)))).isEqualTo(Reason.NOT_FOUND);
        assertThatThrownBy(() -> engine.restart("a", "@no@entity", null))
                .isInstanceOf(InvalidInstanceIdException.class);
    }

    @Test
    void isRefusedUnderAnIdThatIsAliveWhereverItLies() {
        startTagged();
        for (String id : new String[] {near, far}) {
            start(id, "other");

            assertThat(reason(await(engine.restart("a", id, null)))).isEqualTo(Reason.ALREADY_EXISTS);
            assertThat(engine.instance(id, false).orElseThrow().name()).isEqualTo("other");
        }
    }

    @Test
    void replacesAnEndedInstanceUnderTheNewId() {
        startTagged();
        for (String id : new String[] {near, far}) {
            start(id, "other");
            await(engine.terminate(id, null, null));

            await(engine.restart("a", id, null));

            assertThat(engine.instance(id, false).orElseThrow().name()).isEqualTo("event");
        }
    }

    @Test
    void repeatedUnderOneKeyNamesTheFirstInstanceAndStartsNoOther() {
        startTagged();
        for (String id : new String[] {near, far}) {
            RequestKey key = new RequestKey("key of " + id, 7);
            Outcome first = await(engine.restart("a", id, key));
            engine.close();
            engine = open();

            Outcome again = await(engine.restart("a", "never", key));

            assertThat(again).isEqualTo(first);
            assertThat(((Outcome.Done) again).instanceId()).isEqualTo(id);
            assertThat(engine.instance("never", false)).isEmpty();
        }
    }

    @Test
    void repeatedUnderOneKeyStartsNothingAnewWhereTheFirstInstanceWasPurged() {
        startTagged();
        RequestKey key = new RequestKey("key", 7);
        Outcome first = await(engine.restart("a", far, key));
        await(engine.purge(far, null));

        assertThat(await(engine.restart("a", far, key))).isEqualTo(first);
        await(engine.purge("a", null));
        assertThat(await(engine.restart("a", far, key))).isEqualTo(first);

        assertThat(engine.instance(far, false)).isEmpty();
    }

    private void startTagged() {
        await(engine.start(new StartRequest("a", "event", "1.2", "\"in\"", null, Map.of("k", "v"), null, null)));
    }

    private static Reason reason(Outcome outcome) {
        return ((Outcome.Rejected) outcome).reason();
    }

    private String idInPartitionOfA(boolean same) {
        int partitions = engine.partitions();
        return IntStream.range(0, 1_000)
                .mapToObj(i -> "again-" + i)
                .filter(id -> (PartitionOf.instance(id, partitions) == PartitionOf.instance("a", partitions)) == same)
                .findFirst()
                .orElseThrow();
    }
}
