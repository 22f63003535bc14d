package dev.perdure.examples.testing;

import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.RetryPolicy;
import java.time.Duration;

/** Bills a customer, reminds after 30 days, gives up after 14 more. */
final class BillCustomer implements Orchestrator<String, String> {
    @Override
    public String run(OrchestrationContext ctx, String customer) {
        Billing billing = ctx.activities(Billing.class, RetryPolicy.retrying(3, Duration.ofMinutes(5)));
        String invoice = billing.createInvoice(customer, 1_900);
        if (ctx.waitForEvent("paid", String.class).within(Duration.ofDays(30)).isPresent()) {
            return "paid";
        }
        billing.remind(invoice);
        if (ctx.waitForEvent("paid", String.class).within(Duration.ofDays(14)).isPresent()) {
            return "paid late";
        }
        billing.writeOff(invoice);
        return "written off";
    }
}
