package dev.perdure.examples.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.CRC32;

/**
 * How long the demo's activities take and how often payments fail: pseudo-random, but a function of the order and the
 * step alone, so that every run and every repetition of a step is alike. Thread-safe: stateless.
 */
final class Pace {

    static final int MILLIS_MIN = 5;
    static final int MILLIS_MAX = 150;

    private Pace() {}

    /** How long this step of this order takes, {@value #MILLIS_MIN} to {@value #MILLIS_MAX} ms. */
    static Duration of(String orderId, String step) {
        return Duration.ofMillis(MILLIS_MIN + checksum(orderId + ' ' + step) % (MILLIS_MAX - MILLIS_MIN + 1));
    }

    /** How many times the payment of this order fails before it goes through: 0, 1 or 2. */
    static int failuresOfPayment(String orderId) {
        return switch ((int) (checksum(orderId) % 12)) {
            case 0 -> 2;
            case 1, 2 -> 1;
            default -> 0;
        };
    }

    private static long checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
