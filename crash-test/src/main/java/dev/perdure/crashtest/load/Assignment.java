package dev.perdure.crashtest.load;

/**
 * The input of every program. Immutable.
 *
 * @param count how many activities
 * @param millis how long a timer
 * @param gate the file without which the activity behind the gate fails; empty for none
 */
public record Assignment(int count, long millis, String gate) {

    /** So many activities. */
    public static Assignment of(int count) {
        return new Assignment(count, 0, "");
    }

    /** A timer of this length. */
    public static Assignment timer(long millis) {
        return new Assignment(0, millis, "");
    }

    /** An activity behind a gate. */
    public static Assignment gated(String gate) {
        return new Assignment(0, 0, gate);
    }
}
