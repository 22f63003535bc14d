package dev.perdure.sdk;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Orchestrators that wait, or work, without their context. */
public final class BlockingCode {

    public final Object lock = new Object();
    public final CountDownLatch release = new CountDownLatch(1);
    public volatile boolean over;

    public String sleep(OrchestrationContext ctx, String input) throws InterruptedException {
        Thread.sleep(Duration.ofHours(1));
        return input;
    }

    public String await(OrchestrationContext ctx, String input) throws InterruptedException {
        release.await();
        return input;
    }

    public String enter(OrchestrationContext ctx, String input) {
        synchronized (lock) {
            return input;
        }
    }

    public String spin(OrchestrationContext ctx, String input) {
        while (!over) {
            Thread.onSpinWait();
        }
        return input;
    }
}
