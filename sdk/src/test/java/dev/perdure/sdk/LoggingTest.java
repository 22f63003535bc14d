package dev.perdure.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.core.EntityId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What is logged, how often, and what a line says of where it comes from. */
class LoggingTest {

    private static final org.slf4j.Logger PLAIN = LoggerFactory.getLogger("orchestrator.plain");

    private record Line(String logger, String text, Map<String, String> context, String source) {}

    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final Logger root = Logger.getLogger("orchestrator");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            Map<String, String> context = MDC.getCopyOfContextMap();
            lines.add(new Line(
                    line.getLoggerName(),
                    line.getMessage(),
                    context == null ? Map.of() : new TreeMap<>(context),
                    line.getSourceClassName()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        root.addHandler(handler);
    }

    @AfterEach
    void leave() {
        root.removeHandler(handler);
    }

    private static final Orchestrator<String, String> CODE = (ctx, in) -> {
        org.slf4j.Logger log = ctx.logger();
        log.info("begins with {}", in);
        ctx.activities(Shop.class).ping();
        for (int i = 0; i < 3; i++) {
            ctx.sleep(Duration.ofSeconds(1));
            log.atInfo().setMessage("round {}").addArgument(i).log();
        }
        log.debug("not enabled");
        log.warn("ends", new IllegalStateException("no matter"));
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
        return "done";
    };

    /** Without lost answers: a turn that runs again logs again. */
    @ParameterizedTest
    @EnumSource(
            value = Deliveries.class,
            names = {"LIVE", "REPLAYED"})
    void writesEachLineOnceHoweverOftenTheCodeIsReplayed(Deliveries deliveries) {
        FakeHost host = new FakeHost(deliveries, 1);
        Worker.Builder builder = Worker.builder()
                .activitiesPerCall(Shop.class, Shop.Real::new)
                .orchestrator("Code", String.class, CODE)
                .connectTo(host);
        if (deliveries == Deliveries.REPLAYED) {
            builder.maxLiveOrchestrators(0);
        }
        try (Worker worker = builder.start()) {
            assertThat(worker.isConnected()).isTrue();
            host.start("a", "Code", "\"x\"");
            host.settle();
        }
        assertThat(host.output("a")).isEqualTo("\"done\"");

        assertThat(lines)
                .extracting(Line::text)
                .containsExactly("begins with x", "round 0", "round 1", "round 2", "ends");
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.logger()).isEqualTo("orchestrator.Code");
            assertThat(line.source()).isEqualTo(LoggingTest.class.getName());
            assertThat(line.context())
                    .containsEntry(LogKeys.INSTANCE_ID, "a")
                    .containsEntry(LogKeys.ORCHESTRATOR, "Code")
                    .containsEntry(LogKeys.EXECUTION_ID, host.instance("a").executionId)
                    .hasSize(3);
        });
    }

    static final class Counter extends Entity<Integer> {
        @Override
        protected Integer initialState() {
            return 0;
        }

        public void add(int n) {
            PLAIN.info("adds {}", n);
            setState(state() + n);
        }
    }

    @Test
    void saysWhatActivitiesAndOperationsBelongTo() {
        FakeHost host = new FakeHost(Deliveries.LIVE, 1);
        try (Worker worker = Worker.builder()
                .activity("work", String.class, (ctx, in) -> {
                    PLAIN.info("works");
                    return in;
                })
                .entity("counter", Counter::new)
                .orchestrator("Code", String.class, (ctx, in) -> {
                    ctx.callEntity(new EntityId("counter", "c"), "add", 3, Void.class)
                            .await();
                    return ctx.callActivity("work", "x", String.class).await();
                })
                .connectTo(host)
                .start()) {
            assertThat(worker.isConnected()).isTrue();
            host.start("a", "Code", null);
            host.settle();
        }
        assertThat(host.output("a")).isEqualTo("\"x\"");

        assertThat(contextOf("adds 3"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(LogKeys.ENTITY, "@counter@c", LogKeys.OPERATION, "add"));
        assertThat(contextOf("works"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        LogKeys.INSTANCE_ID,
                        "a",
                        LogKeys.EXECUTION_ID,
                        host.instance("a").executionId,
                        LogKeys.ACTIVITY,
                        "work",
                        LogKeys.TASK_ID,
                        "1"));
    }

    private Map<String, String> contextOf(String text) {
        return Objects.requireNonNull(lines.stream()
                .filter(line -> line.text().equals(text))
                .findFirst()
                .orElseThrow()
                .context());
    }
}
