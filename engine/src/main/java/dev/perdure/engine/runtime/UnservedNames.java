package dev.perdure.engine.runtime;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once for each name that work waits for it and no connected worker has it: a misspelt or forgotten registration
 * would otherwise look like a hub that does nothing.
 *
 * <p>Confined to the dispatcher's lock. Bounded: beyond {@value #NAMES_MAX} names nothing more is said.
 */
final class UnservedNames {

    private static final Logger LOG = LoggerFactory.getLogger(UnservedNames.class);
    private static final int NAMES_MAX = 1_000;

    private final Set<String> said = new HashSet<>();

    /** With no worker at all there is nothing to say: they may be about to come. */
    void warn(String kind, String name, int workers) {
        if (workers > 0 && said.size() < NAMES_MAX && said.add(kind + name)) {
            LOG.warn(
                    "{} '{}' waits: none of the {} connected workers has registered that name. Its instances go on as "
                            + "soon as one does.",
                    kind,
                    name,
                    workers);
        }
    }
}
