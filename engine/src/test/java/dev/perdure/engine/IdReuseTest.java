package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.core.RuntimeStatus;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdReuseTest extends EngineFixture {

    private Outcome start(IdReuse reuse) {
        return await(engine.start(new StartRequest("a", "event", null, null, null, Map.of(), null, null, reuse)));
    }

    private String execution() {
        return engine.instance("a", false).orElseThrow().executionId();
    }

    @Test
    void attachAnswersWithTheExistingExecution() {
        start(IdReuse.DEFAULT);
        String first = execution();

        assertThat(start(IdReuse.ATTACH)).isEqualTo(new Outcome.Done("a", first, 0));
        assertThat(start(IdReuse.ATTACH_LIVE)).isEqualTo(new Outcome.Done("a", first, 0));
        await(engine.terminate("a", null, null));
        assertThat(start(IdReuse.ATTACH)).isEqualTo(new Outcome.Done("a", first, 0));
    }

    @Test
    void attachLiveReplacesAnEndedOne() {
        start(IdReuse.DEFAULT);
        String first = execution();
        await(engine.terminate("a", null, null));

        start(IdReuse.ATTACH_LIVE);

        assertThat(execution()).isNotEqualTo(first);
    }

    @Test
    void rejectAnyRefusesAnEndedOneToo() {
        start(IdReuse.DEFAULT);
        await(engine.terminate("a", null, null));

        assertThat(start(IdReuse.REJECT_ANY))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class, r -> assertThat(r.reason()).isEqualTo(Outcome.Reason.ALREADY_EXISTS));
    }

    @Test
    void replacesALiveOneAndNothingOfTheOldRemains() {
        worker(Reach.IN_PROCESS);
        await(engine.start(new StartRequest("a", "timer", null, null, null, Map.of(), null, null)));
        await(engine.waitFor("a", WaitCondition.STARTED));
        String first = execution();

        start(IdReuse.REPLACE_ANY);

        assertThat(execution()).isNotEqualTo(first);
        assertThat(engine.instance("a", false).orElseThrow().name()).isEqualTo("event");
        await(engine.raiseEvent("a", "go", "5", null));
        assertThat(ended("a").output()).isEqualTo("5");
        await(engine.purge("a", null));
        assertThat(StoredFamilies.of(storage)).containsExactly("META");
    }

    @Test
    void translatesThePoliciesOfTheProtocol() {
        assertThat(IdReuse.ofPolicy(Set.of(), 0)).isEqualTo(IdReuse.REJECT_ANY);
        assertThat(IdReuse.ofPolicy(Set.of(RuntimeStatus.COMPLETED), 1)).isEqualTo(IdReuse.ATTACH);
        assertThat(IdReuse.ofPolicy(Set.of(RuntimeStatus.RUNNING, RuntimeStatus.TERMINATED), 2)
                        .replaceable())
                .containsExactlyInAnyOrder(RuntimeStatus.RUNNING, RuntimeStatus.TERMINATED);
        assertThatThrownBy(() -> IdReuse.ofPolicy(Set.of(RuntimeStatus.RUNNING), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Invalid reusable statuses: cannot exclude 'Terminated' while also allowing "
                        + "reuse of running instances");
    }
}
