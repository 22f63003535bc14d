package dev.perdure.simulator.report;

import java.util.Locale;

/** What the workload uses: a row of the coverage table. */
public enum Feature {
    START,
    ID_REUSE,
    SCHEDULED,
    KEY_REPEATED,
    ACTIVITY,
    FAN_OUT,
    RETRY,
    TIMER,
    EVENT,
    SEND_EVENT,
    CHILD,
    CONTINUE_AS_NEW,
    CUSTOM_STATUS,
    SUSPEND,
    TERMINATE,
    CANCEL,
    REWIND,
    RESTART,
    PURGE,
    PURGE_FILTER,
    QUERY,
    WHY,
    SIGNAL,
    ENTITY_CALL,
    LOCK;

    /** As it is written: {@code id-reuse}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
