package dev.perdure.simulator.programs;

import dev.perdure.simulator.programs.ProgramRun.Result;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a program does the same live, replayed at every turn, and evicted now and then. Immutable.
 *
 * @param seed of the program and all around it
 * @param turns how many turns the three runs had
 * @param broken what differs; null if nothing does
 */
public record ProgramCheck(long seed, int turns, @Nullable String broken) {

    private static final int SHOWN_MAX = 1_500;

    /** Runs it in all modes. */
    public static ProgramCheck of(long seed, @Nullable ExecutorBug bug) {
        int turns = 0;
        Result live = null;
        for (RunMode mode : RunMode.values()) {
            Result result;
            try {
                result = ProgramRun.of(seed, mode, bug);
            } catch (RuntimeException e) {
                return new ProgramCheck(seed, turns, mode + ": it threw " + e + text(seed));
            }
            turns += result.turns();
            Optional<String> wrong = result.facts().stream()
                    .map(String::valueOf)
                    .filter(fact -> fact.contains(ProgramCode.WRONG))
                    .findFirst();
            if (wrong.isPresent()) {
                return new ProgramCheck(seed, turns, mode + ": " + said(wrong.get()) + text(seed));
            }
            if (live == null) {
                live = result;
            } else {
                Optional<String> difference = difference(live, result, mode);
                if (difference.isPresent()) {
                    return new ProgramCheck(seed, turns, difference.get() + text(seed));
                }
            }
        }
        return new ProgramCheck(seed, turns, null);
    }

    private static Optional<String> difference(Result live, Result other, RunMode mode) {
        int both = Math.min(live.facts().size(), other.facts().size());
        for (int i = 0; i < both; i++) {
            if (!live.facts().get(i).equals(other.facts().get(i))) {
                return Optional.of(
                        mode + " differs from LIVE at " + live.subjects().get(i) + " (there: "
                                + other.subjects().get(i) + ")\n-- live:\n"
                                + cut(live.facts().get(i)) + "\n-- " + mode
                                + ":\n" + cut(other.facts().get(i)));
            }
        }
        return live.facts().size() == other.facts().size()
                ? Optional.empty()
                : Optional.of(mode + " goes on for " + other.facts().size() + " facts, LIVE for "
                        + live.facts().size());
    }

    private static String said(String fact) {
        String said = fact.substring(fact.indexOf(ProgramCode.WRONG));
        return said.substring(0, said.indexOf(';') < 0 ? said.length() : said.indexOf(';'));
    }

    private static String cut(Object fact) {
        String text = String.valueOf(fact);
        return text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
    }

    private static String text(long seed) {
        return "\n-- program:\n" + cut(ProgramGenerator.program(seed))
                + "\n\nAgain: ./perdure simulate --programs 1 --seed " + seed + "\n";
    }
}
