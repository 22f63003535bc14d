package dev.perdure.host.rules;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The rule of strict names: only orchestrators that a worker has announced once may be started. Thread-safe.
 */
public final class KnownOrchestrators {

    private static final int NAMES_SHOWN_MAX = 50;

    private final boolean strict;
    private final Supplier<Set<String>> announced;

    /**
     * @param strict whether there is such a rule
     * @param announced the names that any worker has ever announced
     */
    public KnownOrchestrators(boolean strict, Supplier<Set<String>> announced) {
        this.strict = strict;
        this.announced = announced;
    }

    /**
     * Refuses a name nobody has announced.
     *
     * @throws BrokenRuleException if names are strict and this one is unknown; the message has the known ones
     */
    public void requireKnown(String name) {
        if (!strict) {
            return;
        }
        Set<String> known = announced.get();
        if (!known.contains(name)) {
            throw new BrokenRuleException("No worker has announced an orchestrator named '" + name + "'. "
                    + (known.isEmpty()
                            ? "No orchestrators are known yet."
                            : "Known orchestrators: " + shown(known) + ".")
                    + " Start a worker that has it, or run the host without --strict-names.");
        }
    }

    private static String shown(Set<String> names) {
        String list = String.join(
                ", ", new TreeSet<>(names).stream().limit(NAMES_SHOWN_MAX).toList());
        return names.size() <= NAMES_SHOWN_MAX ? list : list + ", … (" + names.size() + " in all)";
    }
}
