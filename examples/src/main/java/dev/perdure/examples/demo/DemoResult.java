package dev.perdure.examples.demo;

import dev.perdure.examples.demo.ledger.Outage;
import dev.perdure.examples.demo.ledger.Verdict;
import java.time.Duration;
import java.util.List;

/**
 * What came of a run. Immutable.
 *
 * @param seed the seed of its randomness
 * @param orders orders read
 * @param started acknowledged starts
 * @param outages the kills of the host
 * @param verdict what the ledger says
 * @param outside the speed of starts that no outage touched
 * @param all the speed of all starts
 * @param connectionsOpened TCP connections that the client opened
 * @param problems what else went wrong, one sentence each
 * @param elapsed how long the run took
 */
record DemoResult(
        long seed,
        int orders,
        int started,
        List<Outage> outages,
        Verdict verdict,
        StartSpeed outside,
        StartSpeed all,
        long connectionsOpened,
        List<String> problems,
        Duration elapsed) {

    DemoResult {
        outages = List.copyOf(outages);
        problems = List.copyOf(problems);
    }

    /** Whether the run proves what it should: nothing lost, nothing doubled, and nothing else wrong either. */
    boolean passed() {
        return verdict.clean() && problems.isEmpty();
    }
}
