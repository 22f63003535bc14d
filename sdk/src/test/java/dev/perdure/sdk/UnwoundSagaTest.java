package dev.perdure.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.sdk.internal.executor.Unloading;
import dev.perdure.sdk.saga.Saga;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UnwoundSagaTest {

    @Test
    void isNotCompensatedWhenItsOrchestratorIsOnlyLetGo() throws InterruptedException {
        AtomicInteger compensations = new AtomicInteger();
        CountDownLatch unwound = new CountDownLatch(1);
        Orchestrator<String, String> code = (ctx, in) -> {
            try {
                return Saga.of(ctx).run(saga -> {
                    saga.compensate(() -> {
                        compensations.incrementAndGet();
                        return ctx.callActivity("undo", null, String.class);
                    });
                    return ctx.waitForEvent("go", String.class).await();
                });
            } finally {
                unwound.countDown();
            }
        };
        FakeHost host = FakeHost.live();
        try (Worker worker = Worker.builder()
                .orchestrator("Code", String.class, code)
                .set(s -> s.withUnloading(Unloading.UNWIND))
                .maxLiveOrchestrators(0)
                .connectTo(host)
                .start()) {
            assertThat(worker.isConnected()).isTrue();
            host.start("a", "Code", null);
            host.settle();

            assertThat(unwound.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(compensations).hasValue(0);
    }
}
