package dev.perdure.examples.demo.ledger;

/**
 * A task that was delivered more than once: not a double, since its result counted once. Immutable.
 *
 * @param order the order's id
 * @param step what was done
 * @param taskId the task
 * @param executions how often it was carried out, 1 or more
 * @param cause why it was delivered again
 */
public record Rerun(String order, String step, int taskId, int executions, Cause cause) {

    /** Why a task was delivered again. */
    public enum Cause {
        /** Carried out before the kill or during the outage; its result was not durable when the host died. */
        RESULT_NOT_DURABLE("their result had not been made durable when the host died"),
        /** Handed out before the kill, but no execution of that delivery is in the ledger. */
        NEVER_EXECUTED("handed out before the kill, but carried out only after it"),
        /** No kill lies between the deliveries: a lease ran out or the worker's connection broke. */
        NO_KILL_BETWEEN("no kill in between: a lease ran out or a connection broke");

        private final String text;

        Cause(String text) {
            this.text = text;
        }

        /** The cause in words. */
        public String text() {
            return text;
        }
    }
}
