package dev.perdure.crashtest.run;

import dev.perdure.crashtest.judge.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a scenario ended. Immutable.
 *
 * @param scenario its name
 * @param verdict what the judge says, or null if nothing was judged
 * @param problems what else must not be; one sentence each
 * @param facts what to tell in the table; one line each
 */
public record Outcome(String scenario, @Nullable Verdict verdict, List<String> problems, List<String> facts) {

    public Outcome {
        problems = List.copyOf(problems);
        facts = List.copyOf(facts);
    }

    /** Whether nothing was found. */
    public boolean passed() {
        return problems.isEmpty() && (verdict == null || verdict.isClean());
    }
}
