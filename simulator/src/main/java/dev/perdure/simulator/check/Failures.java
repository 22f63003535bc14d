package dev.perdure.simulator.check;

import dev.perdure.simulator.report.Invariant;
import dev.perdure.simulator.report.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Failures that no orchestrator of the simulator can rightly have. Thread-safe: stateless. */
public final class Failures {

    /** In the message of a failure: the orchestrator was given something that cannot be. */
    public static final String GIVEN_WRONG = "GIVEN-WRONG";

    private static final List<String> MARKS = List.of(
            GIVEN_WRONG,
            "NonDeterminism",
            // In the reason of a suspension: the replay of a program that always does the same has gone wrong.
            "does not do what its history says",
            "dev.perdure.TaskIdReused");

    private Failures() {}

    /** Checks a payload that has become durable. */
    static void check(String instanceId, byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        for (String mark : MARKS) {
            if (text.contains(mark)) {
                throw new Violation(
                        Invariant.HISTORY_REPLAYS, instanceId, "Instance " + instanceId + " failed: " + text.strip());
            }
        }
    }
}
