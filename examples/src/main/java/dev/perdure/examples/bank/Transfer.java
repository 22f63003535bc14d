package dev.perdure.examples.bank;

import dev.perdure.core.EntityId;
import dev.perdure.sdk.CriticalSection;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;

/**
 * Moves money from one account to the other. While it holds the locks of both, nobody else sees or changes them; they are
 * given back however it ends, by a crash too.
 */
public final class Transfer implements Orchestrator<Order, Boolean> {

    @Override
    @SuppressWarnings("try") // the section needs only to be closed
    public Boolean run(OrchestrationContext ctx, Order order) {
        EntityId from = new EntityId("account", order.from());
        EntityId to = new EntityId("account", order.to());
        try (CriticalSection section = ctx.lockEntities(from, to)) {
            Account payer = ctx.entity(Account.class, from);
            Account payee = ctx.entity(Account.class, to);
            if (payer.balance() < order.cents()) {
                return false;
            }
            payer.withdraw(order.cents());
            payee.deposit(order.cents());
            return true;
        }
    }
}
