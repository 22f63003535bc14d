package dev.perdure.simulator.planted;

import java.util.Locale;

/** A bug that is planted to see whether it is found. */
public enum PlantedBug {
    /** The disk says that a write is durable before it is. */
    ACK_BEFORE_SYNC;

    /** As it is written: {@code ack-before-sync}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
