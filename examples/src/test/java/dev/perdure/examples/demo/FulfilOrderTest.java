package dev.perdure.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.client.OrchestrationInstance;
import dev.perdure.examples.demo.ledger.Answer;
import dev.perdure.examples.demo.ledger.JsonLines;
import dev.perdure.examples.demo.ledger.LedgerJudge;
import dev.perdure.examples.demo.ledger.LedgerLine;
import dev.perdure.examples.demo.ledger.LedgerLine.Result;
import dev.perdure.examples.demo.ledger.Orders;
import dev.perdure.examples.demo.ledger.Start;
import dev.perdure.examples.demo.ledger.Step;
import dev.perdure.examples.demo.ledger.Verdict;
import dev.perdure.examples.orders.FulfilOrder;
import dev.perdure.examples.orders.Fulfilment;
import dev.perdure.examples.orders.Order;
import dev.perdure.examples.orders.OrderDesk;
import dev.perdure.examples.orders.Outcome;
import dev.perdure.examples.orders.Payments;
import dev.perdure.examples.orders.Warehouse;
import dev.perdure.host.TaskHub;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The orchestrator with the demo's activities, on an embedded task hub. */
class FulfilOrderTest {

    private static final Duration GENEROUS = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final List<Order> orders = new ArrayList<>();
    private final List<Start> starts = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private JsonLines<LedgerLine> ledger;
    private ActivityGauge gauge;
    private TaskHub hub;

    @BeforeEach
    void open() {
        ledger = JsonLines.append(folder.resolve("ledger.jsonl"));
        gauge = ActivityGauge.open(folder.resolve("gauge"));
        DemoShop.Premises premises = new DemoShop.Premises(ledger, gauge, InstantSource.system(), time -> {});
        hub = TaskHub.open(folder.resolve("data"))
                .orchestrator(FulfilOrder.class)
                .activitiesPerCall(OrderDesk.class, call -> new DemoShop(premises, call))
                .activitiesPerCall(Warehouse.class, call -> new DemoShop(premises, call))
                .activitiesPerCall(Payments.class, call -> new DemoShop(premises, call))
                .start();
    }

    @AfterEach
    void close() {
        hub.close();
        ledger.close();
    }

    @Test
    void shipsASoundOrder() {
        assertThat(end(start(Orders.sound("A"))).outcome()).isEqualTo(Outcome.COMPLETED);

        assertThat(steps())
                .containsExactlyInAnyOrder(
                        "validate", "reserve:TEA-10001", "reserve:MUG-20002", Step.CHARGE, Step.SHIP);
        assertThat(steps()).startsWith(Step.VALIDATE).endsWith(Step.CHARGE, Step.SHIP);
        assertClean();
    }

    @Test
    void rejectsAnUnsoundOrderAndDoesNothingElse() {
        Fulfilment fulfilment = end(start(Orders.unsound("A")));

        assertThat(fulfilment.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(fulfilment.explanation()).isEqualTo("The quantity of TEA-10001 is 0.");
        assertThat(steps()).containsExactly(Step.VALIDATE, Step.REJECT);
        assertClean();
    }

    @Test
    void shipsALargeOrderOnceItIsApproved() {
        OrchestrationInstance<Fulfilment> instance = start(Orders.approved("A"));

        answer(instance, true);

        assertThat(end(instance).outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(steps()).endsWith(Step.CHARGE, Step.SHIP);
        assertClean();
    }

    @Test
    void releasesWhatItReservedIfTheApprovalIsDeclined() {
        OrchestrationInstance<Fulfilment> instance = start(Orders.approved("A"));

        answer(instance, false);

        assertThat(end(instance).outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(steps()).endsWith(Step.RELEASE, Step.REJECT).doesNotContain(Step.CHARGE);
        assertClean();
    }

    @Test
    void expiresIfNobodyAnswers() {
        Order order = impatient(Orders.unanswered("A"));

        assertThat(end(start(order)).outcome()).isEqualTo(Outcome.EXPIRED);

        assertThat(steps()).endsWith(Step.RELEASE, Step.EXPIRE).doesNotContain(Step.CHARGE);
        assertClean();
    }

    @Test
    void triesAPaymentAgainUntilItGoesThrough() {
        String twice = IntStream.iterate(1, i -> i + 1)
                .mapToObj(i -> "ORD-" + i)
                .filter(id -> Pace.failuresOfPayment(id) == 2)
                .findFirst()
                .orElseThrow();

        assertThat(end(start(Orders.sound(twice))).outcome()).isEqualTo(Outcome.COMPLETED);

        List<LedgerLine> charges =
                lines().stream().filter(line -> line.step().equals(Step.CHARGE)).toList();
        assertThat(charges).extracting(LedgerLine::attempt).containsExactly(1, 2, 3);
        assertThat(charges)
                .extracting(LedgerLine::result)
                .containsExactly(Result.FAILED_TRANSIENTLY, Result.FAILED_TRANSIENTLY, Result.OK);
        assertThat(charges).extracting(LedgerLine::taskId).doesNotHaveDuplicates();
        assertClean();
    }

    @Test
    void countsWhatIsUnderWayAndWhatHasEnded() {
        end(start(Orders.sound("A")));
        end(start(Orders.unsound("B")));

        assertThat(gauge.running()).isZero();
        assertThat(gauge.endings()).isEqualTo(2);
    }

    private OrchestrationInstance<Fulfilment> start(Order order) {
        OrchestrationInstance<Fulfilment> instance = hub.client().start(FulfilOrder.class, order);
        orders.add(order);
        starts.add(new Start(order.id(), instance.instanceId()));
        return instance;
    }

    private void answer(OrchestrationInstance<Fulfilment> instance, boolean yes) {
        hub.client().raiseEvent(instance.instanceId(), FulfilOrder.APPROVE, yes);
        answers.add(new Answer(orders.getLast().id(), yes, System.currentTimeMillis()));
    }

    private static Fulfilment end(OrchestrationInstance<Fulfilment> instance) {
        return Objects.requireNonNull(instance.join(GENEROUS), "output");
    }

    private static Order impatient(Order order) {
        return new Order(
                order.id(),
                order.customer(),
                order.shipTo(),
                order.currency(),
                order.items(),
                order.note(),
                Duration.ofMillis(50));
    }

    private List<LedgerLine> lines() {
        return JsonLines.read(folder.resolve("ledger.jsonl"), LedgerLine.class);
    }

    private List<String> steps() {
        return lines().stream().map(LedgerLine::step).toList();
    }

    private void assertClean() {
        Verdict verdict = new LedgerJudge(orders, order -> EnumSet.allOf(Outcome.class))
                .judge(starts, answers, lines(), List.of());
        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.reruns()).isEmpty();
    }
}
