package dev.perdure.examples.demo.ledger;

import dev.perdure.examples.orders.Receipt;
import java.util.List;
import java.util.Objects;

/**
 * One execution of one activity, as the activity itself wrote it down. Immutable.
 *
 * @param order the order's id
 * @param step what was done, see {@link Step}
 * @param attempt the try of the retry policy; 1 is the first
 * @param instanceId the orchestration instance that asked for it
 * @param executionId that instance's execution
 * @param taskId the task within the execution
 * @param delivery the number of the delivery to a worker; 1 is the first
 * @param result how it ended
 * @param used the receipts of the results that the order's end rests on; empty for every step that is not a final one
 * @param beganMillis when the execution began, in milliseconds since 1970
 * @param endedMillis when it ended, likewise
 */
public record LedgerLine(
        String order,
        String step,
        int attempt,
        String instanceId,
        String executionId,
        int taskId,
        int delivery,
        Result result,
        List<Receipt> used,
        long beganMillis,
        long endedMillis) {

    /** How an execution ended. */
    public enum Result {
        /** The step is done. */
        OK,
        /** The step was not done; trying again is sensible. */
        FAILED_TRANSIENTLY
    }

    public LedgerLine {
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(step, "step");
        Objects.requireNonNull(instanceId, "instanceId");
        Objects.requireNonNull(executionId, "executionId");
        Objects.requireNonNull(result, "result");
        used = List.copyOf(Objects.requireNonNull(used, "used"));
    }

    /** The receipt that this execution hands out. */
    public Receipt receipt() {
        return new Receipt(step, taskId);
    }

    /** Whether {@code other} tells the same of the same task, apart from delivery and time. */
    boolean agreesWith(LedgerLine other) {
        return step.equals(other.step) && attempt == other.attempt && result == other.result && used.equals(other.used);
    }

    String key() {
        return attempt == 1 ? step : step + " (try " + attempt + ")";
    }
}
