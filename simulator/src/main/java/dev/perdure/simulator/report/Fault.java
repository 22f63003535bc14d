package dev.perdure.simulator.report;

/** What goes wrong: a column of the coverage table. */
public enum Fault {
    /** Power fails before a write, or in the middle: nothing of it is there afterwards. */
    CRASH_LOST("crash-"),
    /** Power fails after a write, before anyone is told. */
    CRASH_KEPT("crash+"),
    /** A sync fails; the write is not there afterwards. */
    SYNC_LOST("sync-"),
    /** A sync fails; the write is there all the same. */
    SYNC_KEPT("sync+"),
    DISK_FULL("full"),
    DISK_SLOW("slow"),
    MESSAGE_LATE("order"),
    MESSAGE_TWICE("dup"),
    MESSAGE_LOST("drop"),
    WORKER_GONE("gone"),
    ANSWER_LATE("late"),
    ANSWER_TWICE("twice"),
    CLOCK_FORWARD("clock+"),
    CLOCK_BACK("clock-"),
    REPLY_LOST("reply"),
    OTHER_CODE("code");

    private final String label;

    Fault(String label) {
        this.label = label;
    }

    /** Its name in the table, at most six characters. */
    public String label() {
        return label;
    }
}
