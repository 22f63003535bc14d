package dev.perdure.examples.deploy;

import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.WorkerSetup;

/** Goods are to be inspected first. Instances that have reserved already cannot go on with this code. */
public final class BrokenChange implements WorkerSetup {

    @Override
    public void configure(Worker.Builder worker) {
        worker.orchestrator("Sell", String.class, BrokenChange::sell);
    }

    private static String sell(OrchestrationContext ctx, String item) {
        Shop shop = ctx.activities(Shop.class);
        if (!shop.inspect(item)) {
            return "sold out";
        }
        shop.reserve(item);
        ctx.waitForEvent("paid", Boolean.class).await();
        return shop.ship(item);
    }
}
