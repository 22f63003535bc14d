package dev.perdure.engine;

import java.util.List;

/**
 * One page of the ids of ended instances. Immutable.
 *
 * @param instanceIds in the order in which they ended, then of their ids
 * @param lastKey opaque, to go on behind this page; empty when there are no more
 */
public record EndedPage(List<String> instanceIds, String lastKey) {

    public EndedPage {
        instanceIds = List.copyOf(instanceIds);
    }
}
