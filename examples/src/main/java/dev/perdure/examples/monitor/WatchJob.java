package dev.perdure.examples.monitor;

import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import java.time.Duration;

/**
 * Looks every minute whether a job has ended. Every ten looks it continues as new: its history begins again, so the 500th
 * look costs what the first did.
 */
public final class WatchJob implements Orchestrator<Watch, Integer> {

    private static final Duration BETWEEN = Duration.ofMinutes(1);
    private static final int LOOKS_AN_EXECUTION = 10;

    @Override
    public Integer run(OrchestrationContext ctx, Watch watch) {
        Jobs jobs = ctx.activities(Jobs.class);
        int looks = watch.looks();
        for (int i = 0; i < LOOKS_AN_EXECUTION; i++) {
            looks++;
            if (jobs.hasEnded(watch.job())) {
                jobs.report(watch.job(), looks);
                return looks;
            }
            ctx.setCustomStatus(looks + " looks");
            ctx.sleep(BETWEEN);
        }
        return ctx.continueAsNew(new Watch(watch.job(), looks));
    }
}
