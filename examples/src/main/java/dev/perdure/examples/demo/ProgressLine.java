package dev.perdure.examples.demo;

import java.time.Duration;
import java.util.Locale;

/**
 * One moment of a run, as one line of text. Immutable.
 *
 * @param orders how many orders there are
 * @param started acknowledged starts
 * @param finished orders known to have ended
 * @param activities activities being executed
 * @param elapsed time since the run began
 * @param host how the host is
 */
record ProgressLine(int orders, int started, int finished, int activities, Duration elapsed, Host host) {

    /** How the host is. */
    enum Host {
        STARTING("host starting"),
        UP("host up"),
        KILLED("host KILLED"),
        BACK("host back");

        private final String text;

        Host(String text) {
            this.text = text;
        }
    }

    private static final int BAR_WIDTH = 24;

    /** The line with a bar: {@code #} finished, {@code +} started, {@code .} to come. At most 100 columns. */
    String withBar() {
        int done = scaled(finished);
        int flying = Math.max(0, scaled(started) - done);
        String bar = "#".repeat(done) + "+".repeat(flying) + ".".repeat(BAR_WIDTH - done - flying);
        return "[" + bar + "] " + plain();
    }

    /** The line without a bar. */
    String plain() {
        return String.format(
                Locale.ROOT,
                "%d/%d orders done, %d in flight, %d activities, %s, %d s",
                finished,
                orders,
                started - finished,
                activities,
                host.text,
                elapsed.toSeconds());
    }

    private int scaled(int count) {
        return orders == 0 ? 0 : Math.min(BAR_WIDTH, (int) ((long) count * BAR_WIDTH / orders));
    }
}
