package dev.perdure.host.rules;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The names of the task hubs of a host. Case does not matter in them. Immutable.
 *
 * @param all the default one first; at least one
 */
public record HubNames(List<String> all) {

    /** The name by which clients mean the default hub when they were not told of any. */
    private static final String DEFAULT_HUB = "default";

    /** Checks that there is a default one. */
    public HubNames {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("A host has at least one task hub.");
        }
    }

    /** Those of a host with one hub. */
    public static HubNames only(String name) {
        return new HubNames(List.of(name));
    }

    /** The hub of callers that name none. */
    public String first() {
        return all.getFirst();
    }

    /** The hub that a caller means, spelled as the host spells it: the default one for a blank; empty if there is none. */
    public Optional<String> meant(String given) {
        String name = given.strip();
        if (name.isEmpty()) {
            return Optional.of(first());
        }
        return all.stream()
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .or(() -> name.equalsIgnoreCase(DEFAULT_HUB) ? Optional.of(first()) : Optional.empty());
    }

    /** What a caller is told who means another. */
    public String unknown(String given) {
        String name = given.strip();
        return all.size() == 1
                ? "This host serves the task hub '" + first() + "', not '" + name + "'. Leave the task hub out, or name"
                        + " that one."
                : "This host serves the task hubs "
                        + all.stream().map(hub -> "'" + hub + "'").collect(Collectors.joining(", ")) + ", not '" + name
                        + "'. Name one of them, or leave the task hub out for the first.";
    }
}
