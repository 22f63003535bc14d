package dev.perdure.engine.runtime;

import java.util.List;

/**
 * Which worker a work item is for: one that wants it and has room. What any connected worker says by name that it serves
 * is not for workers that take just anything: those fail what they do not know.
 *
 * <p>To be called under the dispatcher's lock.
 */
final class Suitable {

    private Suitable() {}

    static boolean forTurn(ConnectedWorker worker, String orchestrator, List<ConnectedWorker> all) {
        if (!worker.canTakeTurnOf(orchestrator)) {
            return false;
        }
        if (worker.filter().hasNames()) {
            return true;
        }
        for (ConnectedWorker other : all) {
            if (other.filter().hasNames() && other.filter().wantsTurnsOf(orchestrator)) {
                return false;
            }
        }
        return true;
    }

    static boolean forActivity(ConnectedWorker worker, String name, List<ConnectedWorker> all) {
        if (!worker.canTakeActivity(name)) {
            return false;
        }
        if (worker.filter().hasNames()) {
            return true;
        }
        for (ConnectedWorker other : all) {
            if (other.filter().hasNames() && other.filter().wantsActivity(name)) {
                return false;
            }
        }
        return true;
    }

    static boolean forEntity(ConnectedWorker worker, String name, List<ConnectedWorker> all) {
        if (!worker.canTakeEntity(name)) {
            return false;
        }
        if (worker.filter().hasNames()) {
            return true;
        }
        for (ConnectedWorker other : all) {
            // One kind of worker that filters cannot name its entities.
            if (other.filter().entities() != null && other.filter().wantsEntity(name)) {
                return false;
            }
        }
        return true;
    }
}
