package dev.perdure.simulator.check;

/**
 * The inputs of the simulator's orchestrators: {@code nonce|version|size|rest}, as a JSON string. The nonce is of the
 * start; the rest is what a continued execution has collected before.
 *
 * <p>Thread-safe: stateless.
 */
public final class Inputs {

    private Inputs() {}

    /** The text of an input, payload or not. */
    public static String text(String payload) {
        return payload.length() >= 2 && payload.charAt(0) == '"' ? payload.substring(1, payload.length() - 1) : payload;
    }

    /** The nonce of the start. */
    public static String nonce(String payload) {
        String text = text(payload);
        int end = text.indexOf('|');
        return end < 0 ? text : text.substring(0, end);
    }

    /** Whether it is of a later execution than the first. */
    public static boolean isContinued(String payload) {
        String text = text(payload);
        int at = -1;
        for (int i = 0; i < 3; i++) {
            at = text.indexOf('|', at + 1);
            if (at < 0) {
                return false;
            }
        }
        return true;
    }
}
