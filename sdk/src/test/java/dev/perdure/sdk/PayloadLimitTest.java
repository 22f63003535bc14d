package dev.perdure.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Payloads that no host takes are refused where they are made. */
class PayloadLimitTest {

    private static final int TOO_MUCH = 17 * 1024 * 1024;

    @Test
    void argumentsAreRefusedAtTheirLineAndResultsFailTheTask() {
        Orchestrator<String, String> code = (ctx, in) -> {
            String asArgument = "";
            try {
                asArgument = ctx.activities(Shop.class).greet("x".repeat(TOO_MUCH));
            } catch (NonRetriableException e) {
                asArgument += e.getMessage();
            }
            try {
                return ctx.callActivity("large", TOO_MUCH, String.class).await();
            } catch (TaskFailedException e) {
                return asArgument + " And: " + e.failure().message()
                        + e.failure().nonRetriable();
            }
        };
        FakeHost host = new FakeHost(Deliveries.LIVE, 1);
        try (Worker worker = Worker.builder()
                .orchestrator("L", String.class, code)
                .activity("large", Integer.class, (ctx, size) -> "x".repeat(Objects.requireNonNull(size, "size")))
                .connectTo(host)
                .start()) {
            assertThat(worker.isConnected()).isTrue();
            host.start("a", "L", null);
            host.settle();
        }

        assertThat(host.output("a"))
                .contains("A payload of 17825794 bytes (a java.lang.String) is larger than 16777216 bytes")
                .endsWith("hand over where it is.true\"");
    }
}
