package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import dev.perdure.core.protocol.GetWorkItemsRequest;
import dev.perdure.core.protocol.PerdureHeartbeatRequest;
import dev.perdure.core.protocol.WorkItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signs of life of activities, and the fencing tokens of their deliveries. */
class HeartbeatTest extends EngineFixture {

    @ParameterizedTest
    @EnumSource(Reach.class)
    void theNextDeliveryGetsTheLastDetailAndAGreaterToken(Reach reach) throws Exception {
        ScriptedWorker dying = holding(reach);
        start("a", "sequence");
        WorkItem first = dying.take();
        await(engine.heartbeat(beat(first, "one")));
        await(engine.heartbeat(beat(first, "two")));
        assertThat(first.getPerdureDelivery().getTakesHeartbeats()).isTrue();
        assertThat(first.getPerdureDelivery().hasLastHeartbeat()).isFalse();

        dying.close();
        ScriptedWorker next = holding(reach);

        WorkItem second = next.take();
        assertThat(second.getPerdureDelivery().getDeliveryNumber()).isEqualTo(2);
        assertThat(second.getPerdureDelivery().getLastHeartbeat().getValue()).isEqualTo("two");
        assertThat(second.getPerdureDelivery().getFencingToken())
                .isGreaterThan(first.getPerdureDelivery().getFencingToken());
        assertThat(engine.stats().heartbeats()).isEqualTo(2);
    }

    @Test
    void theDetailSurvivesARestartOfTheHost() throws Exception {
        ScriptedWorker before = holding(Reach.REMOTE);
        start("a", "sequence");
        WorkItem first = before.take();
        await(engine.heartbeat(beat(first, "far")));

        engine.close();
        engine = open();

        WorkItem second = holding(Reach.REMOTE).take();
        assertThat(second.getPerdureDelivery().getLastHeartbeat().getValue()).isEqualTo("far");
        assertThat(second.getPerdureDelivery().getFencingToken())
                .isGreaterThan(first.getPerdureDelivery().getFencingToken());
    }

    @Test
    void everyDeliveryOfAnInstanceHasAGreaterTokenAlsoWhenItIsStartedAnew() throws Exception {
        List<Long> tokens = new ArrayList<>();
        ScriptedWorker worker = holding(Reach.REMOTE);
        for (int round = 0; round < 3; round++) {
            start("a", "sequence");
            for (int step = 0; step < 3; step++) {
                WorkItem item = worker.take();
                tokens.add(item.getPerdureDelivery().getFencingToken());
                worker.answer(item);
            }
            ended("a");
            await(engine.purge("a", null));
            clock.advance(Duration.ofMillis(1));
        }
        assertThat(tokens).hasSize(9).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aHeartbeatBeginsTheLeaseAnew() throws Exception {
        ScriptedWorker worker = holding(Reach.REMOTE);
        start("a", "sequence");
        WorkItem item = worker.take();
        Duration lease = EngineOptions.defaults().activityLease();

        clock.advance(lease.minusSeconds(1));
        await(engine.heartbeat(beat(item, "alive")));
        Why.Activity waiting =
                (Why.Activity) engine.why("a").orElseThrow().reasons().getFirst();

        Why.AtWorker place = (Why.AtWorker) waiting.place();
        assertThat(place.lastHeartbeat()).isEqualTo(clock.instant());
        assertThat(place.leasedUntil()).isEqualTo(clock.instant().plus(lease));
        assertThat(place.since()).isEqualTo(clock.instant().minus(lease.minusSeconds(1)));
    }

    @Test
    void aLateHeartbeatOfALostLeaseIsIgnored() throws Exception {
        ScriptedWorker lost = holding(Reach.REMOTE);
        start("a", "sequence");
        WorkItem first = lost.take();
        lost.close();
        ScriptedWorker next = holding(Reach.REMOTE);
        WorkItem second = next.take();

        await(engine.heartbeat(beat(first, "from the grave")));
        await(engine.heartbeat(beat(second, "alive")));
        await(engine.heartbeat(beat(first, "from the grave")));
        next.close();

        assertThat(holding(Reach.REMOTE)
                        .take()
                        .getPerdureDelivery()
                        .getLastHeartbeat()
                        .getValue())
                .isEqualTo("alive");
    }

    @Test
    void aDetailThatIsTooLongAndAnUnknownTokenAreIgnored() throws Exception {
        ScriptedWorker worker = holding(Reach.REMOTE);
        start("a", "sequence");
        WorkItem item = worker.take();

        await(engine.heartbeat(beat(item, "x".repeat(65_537))));
        await(engine.heartbeat(PerdureHeartbeatRequest.getDefaultInstance()));

        assertThat(engine.stats().heartbeats()).isZero();
        assertThat(engine.stats().staleCompletions()).isEqualTo(2);
    }

    private ScriptedWorker holding(Reach reach) {
        ScriptedWorker worker = worker();
        worker.holdActivities = true;
        worker.wanted = GetWorkItemsRequest.getDefaultInstance();
        return worker.connect(engine, reach);
    }

    private static PerdureHeartbeatRequest beat(WorkItem item, String detail) {
        return PerdureHeartbeatRequest.newBuilder()
                .setCompletionToken(item.getCompletionToken())
                .setDetail(StringValue.of(detail))
                .build();
    }
}
