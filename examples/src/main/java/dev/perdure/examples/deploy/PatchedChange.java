package dev.perdure.examples.deploy;

import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.WorkerSetup;

/** The same change, made so that instances from before it go on as they began. */
public final class PatchedChange implements WorkerSetup {

    @Override
    public void configure(Worker.Builder worker) {
        worker.orchestrator("Sell", String.class, PatchedChange::sell);
    }

    private static String sell(OrchestrationContext ctx, String item) {
        Shop shop = ctx.activities(Shop.class);
        if (ctx.patched("inspect-first") && !shop.inspect(item)) {
            return "sold out";
        }
        shop.reserve(item);
        ctx.waitForEvent("paid", Boolean.class).await();
        return shop.ship(item);
    }
}
