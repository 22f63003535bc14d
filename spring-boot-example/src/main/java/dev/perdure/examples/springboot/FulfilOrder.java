package dev.perdure.examples.springboot;

import dev.perdure.core.EntityId;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.spring.DurableOrchestrator;
import java.time.Duration;

/** Reserves, waits up to two days for somebody to approve, charges, and counts the sale. */
@DurableOrchestrator
public class FulfilOrder implements Orchestrator<Order, String> {

    @Override
    public String run(OrchestrationContext ctx, Order order) {
        Shop shop = ctx.activities(Shop.class);
        String reservation = shop.reserve(order.item());
        ctx.setCustomStatus("waits for approval");
        boolean approved = ctx.waitForEvent("approval", Boolean.class)
                .within(Duration.ofDays(2))
                .orElse(false);
        if (!approved) {
            return "rejected";
        }
        shop.charge(order);
        ctx.signalEntity(new EntityId("sales", order.item()), "add", 1);
        return "shipped as " + reservation;
    }
}
