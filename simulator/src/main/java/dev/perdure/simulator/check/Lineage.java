package dev.perdure.simulator.check;

import dev.perdure.engine.process.ExecutionIds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one execution came from another.
 *
 * @param rewound whether there is a rewind on the way, rather than only continuations as new
 */
record Lineage(boolean rewound) {

    /** Steps that one write may hold. */
    private static final int STEPS_MAX = 5;

    private record Reached(String executionId, boolean rewound) {}

    /** The way from one to the other; null if there is none, so that the other is of a start of its own. */
    static @Nullable Lineage between(String from, String to) {
        List<Reached> reached = List.of(new Reached(from, false));
        for (int i = 0; i < STEPS_MAX; i++) {
            List<Reached> further = new ArrayList<>();
            for (Reached one : reached) {
                further.add(new Reached(ExecutionIds.next(one.executionId()), one.rewound()));
                further.add(new Reached(ExecutionIds.rewound(one.executionId()), true));
            }
            for (Reached one : further) {
                if (one.executionId().equals(to)) {
                    return new Lineage(one.rewound());
                }
            }
            reached = further;
        }
        return null;
    }
}
