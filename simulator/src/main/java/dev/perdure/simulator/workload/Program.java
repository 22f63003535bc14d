package dev.perdure.simulator.workload;

import dev.perdure.simulator.report.Feature;
import java.util.List;

/** The orchestrators of the simulator, and what each uses. */
public enum Program {
    SEQUENCE(Feature.ACTIVITY, Feature.CUSTOM_STATUS),
    FAN_OUT(Feature.ACTIVITY, Feature.FAN_OUT),
    RETRY(Feature.ACTIVITY, Feature.RETRY),
    BROKEN(Feature.ACTIVITY),
    TIMER(Feature.ACTIVITY, Feature.TIMER),
    RACE(Feature.TIMER, Feature.EVENT),
    COLLECT(Feature.EVENT),
    SEND(Feature.SEND_EVENT),
    CONTINUE(Feature.EVENT, Feature.CONTINUE_AS_NEW),
    PARENT(Feature.CHILD, Feature.ACTIVITY),
    CALL(Feature.ENTITY_CALL, Feature.SIGNAL),
    SECTION(Feature.LOCK, Feature.ENTITY_CALL);

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Feature> features;

    Program(Feature... features) {
        this.features = List.of(features);
    }

    /** What a run of it uses. */
    public List<Feature> features() {
        return features;
    }
}
