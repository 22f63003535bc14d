package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.OrchestrationFilter;
import dev.perdure.core.protocol.PerdureWorker;
import dev.perdure.core.protocol.WorkItem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a worker says it can do, in limits and versions, and what it is given. */
class WorkerOffersTest extends EngineFixture {

    private ScriptedWorker worker(PerdureWorker.Builder offer) {
        ScriptedWorker worker = worker();
        worker.wanted = GetWorkItemsRequest.newBuilder().setPerdureWorker(offer).build();
        return worker;
    }

    private static PerdureWorker.Builder offer() {
        return PerdureWorker.newBuilder()
                .addOrchestrators("sequence")
                .addOrchestrators("fanOut")
                .addActivities("work");
    }

    private void startVersion(String id, @Nullable String version) {
        Outcome unused = await(engine.start(
                new StartRequest(id, "sequence", version, null, null, Map.of(), null, null, IdReuse.DEFAULT)));
    }

    @Test
    void getsNoMoreOfALimitedActivityThanTheLimit() throws Exception {
        ScriptedWorker worker = worker(offer().putActivityLimits("work", 2));
        worker.holdActivities = true;
        worker.connect(engine, Reach.REMOTE);
        start("a", "fanOut");

        for (int answered = 0; answered < 50; answered++) {
            WorkItem item = worker.take();
            // With one taken, at most one more is there.
            assertThat(worker.held.size()).isLessThanOrEqualTo(1);
            worker.answer(item);
        }

        assertThat(ended("a").status()).isEqualTo(RuntimeStatus.COMPLETED);
    }

    @Test
    void hasRoomAgainWhenALeaseEnds() throws Exception {
        ScriptedWorker worker = worker(offer().putActivityLimits("work", 1));
        worker.holdActivities = true;
        worker.connect(engine, Reach.REMOTE);
        start("a", "sequence");
        WorkItem unused = worker.take();

        clock.advance(Duration.ofMinutes(31));

        assertThat(worker.take().getPerdureDelivery().getDeliveryNumber()).isEqualTo(2);
        worker.answerHeld();
    }

    @Test
    void getsTheVersionsItHasAndTheOthersWaitForOneThatHasThem() throws Exception {
        ScriptedWorker one = worker(offer().addOnlyVersions(
                        OrchestrationFilter.newBuilder().setName("sequence").addVersions("1")));
        one.connect(engine, Reach.REMOTE);
        startVersion("two", "2");
        startVersion("none", null);
        startVersion("one", "1");

        assertThat(ended("one").status()).isEqualTo(RuntimeStatus.COMPLETED);
        assertThat(engine.instance("two", false).orElseThrow().status()).isEqualTo(RuntimeStatus.PENDING);
        assertThat(engine.instance("none", false).orElseThrow().status()).isEqualTo(RuntimeStatus.PENDING);
        assertThat(String.valueOf(engine.why("two").orElseThrow())).contains("sequence version 2");

        ScriptedWorker two = worker(offer().addOnlyVersions(OrchestrationFilter.newBuilder()
                .setName("sequence")
                .addVersions("1")
                .addVersions("2")));
        two.connect(engine, Reach.REMOTE);
        assertThat(ended("two").status()).isEqualTo(RuntimeStatus.COMPLETED);
        assertThat(engine.instance("none", false).orElseThrow().status()).isEqualTo(RuntimeStatus.PENDING);

        worker(offer()).connect(engine, Reach.REMOTE);
        assertThat(ended("none").status()).isEqualTo(RuntimeStatus.COMPLETED);
    }

    @Test
    void getsWhatItNamesEvenIfOthersTakeAnythingAndOnlyItsEndLetsThemHaveIt() throws Exception {
        ScriptedWorker anything = worker();
        anything.holdTurns = true;
        anything.holdActivities = true;
        anything.connect(engine, Reach.REMOTE);
        ScriptedWorker named = worker(offer());
        named.wanted = named.wanted.toBuilder()
                .setMaxConcurrentOrchestrationWorkItems(1)
                .build();
        named.connect(engine, Reach.REMOTE);
        for (int i = 0; i < 20; i++) {
            start("i" + i, "fanOut");
        }
        for (int i = 0; i < 20; i++) {
            assertThat(ended("i" + i).status()).isEqualTo(RuntimeStatus.COMPLETED);
        }
        assertThat(anything.held).isEmpty();
        start("unnamed", "other");
        assertThat(anything.take().getOrchestratorRequest().getInstanceId()).isEqualTo("unnamed");

        named.holdTurns = true;
        start("held", "sequence");
        WorkItem unused = named.take();
        start("queued", "sequence");
        named.close();

        assertThat(List.of(
                        anything.take().getOrchestratorRequest().getInstanceId(),
                        anything.take().getOrchestratorRequest().getInstanceId()))
                .containsExactlyInAnyOrder("held", "queued");
    }
}
