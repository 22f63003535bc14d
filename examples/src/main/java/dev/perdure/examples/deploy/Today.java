package dev.perdure.examples.deploy;

import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.WorkerSetup;

/** The code as it runs today: reserve, wait for the money, ship. */
public final class Today implements WorkerSetup {

    @Override
    public void configure(Worker.Builder worker) {
        worker.orchestrator("Sell", String.class, Today::sell);
    }

    private static String sell(OrchestrationContext ctx, String item) {
        Shop shop = ctx.activities(Shop.class);
        shop.reserve(item);
        ctx.waitForEvent("paid", Boolean.class).await();
        return shop.ship(item);
    }
}
