package dev.perdure.examples.approval;

import dev.perdure.sdk.EventTask;
import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import java.time.Duration;
import java.util.Optional;

/** Asks the manager; after three days without an answer, the director too, whose silence is a no. */
public final class ApproveExpense implements Orchestrator<Expense, String> {

    /** The event that answers; its payload is a boolean. */
    public static final String DECISION = "decision";

    private static final Duration PATIENCE = Duration.ofDays(3);

    @Override
    public String run(OrchestrationContext ctx, Expense expense) {
        Mail mail = ctx.activities(Mail.class);
        EventTask<Boolean> decision = ctx.waitForEvent(DECISION, Boolean.class);

        mail.ask(expense.manager(), ctx.instanceId());
        ctx.setCustomStatus("waits for " + expense.manager());
        Optional<Boolean> answer = decision.within(PATIENCE);

        if (answer.isEmpty()) {
            mail.ask(expense.director(), ctx.instanceId());
            ctx.setCustomStatus("waits for " + expense.manager() + " or " + expense.director());
            answer = decision.within(PATIENCE);
        }
        ctx.setCustomStatus(null);
        return answer.map(yes -> yes ? "approved" : "declined").orElse("expired");
    }
}
