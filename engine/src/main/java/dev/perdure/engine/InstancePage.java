package dev.perdure.engine;

import java.util.List;

/**
 * One page of a listing. Immutable.
 *
 * @param instances in the order of creation within a partition
 * @param continuation opaque; empty when there are no more
 */
public record InstancePage(List<InstanceView> instances, String continuation) {

    public InstancePage {
        instances = List.copyOf(instances);
    }
}
