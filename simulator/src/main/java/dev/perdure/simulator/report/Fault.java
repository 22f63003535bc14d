package dev.perdure.simulator.report;

/** What goes wrong: a column of the coverage table. */
public enum Fault {
    /** Power fails before a write, or in the middle: nothing of it is there afterwards. */
    CRASH_LOST("pow-"),
    /** Power fails after a write, before anyone is told. */
    CRASH_KEPT("pow+"),
    /** A sync fails; the write is not there afterwards. */
    SYNC_LOST("syn-"),
    /** A sync fails; the write is there all the same. */
    SYNC_KEPT("syn+"),
    DISK_FULL("full"),
    DISK_SLOW("slow"),
    MESSAGE_LATE("swap"),
    MESSAGE_TWICE("dup"),
    MESSAGE_LOST("drop"),
    WORKER_GONE("gone"),
    ANSWER_LATE("late"),
    ANSWER_TWICE("2x"),
    CLOCK_FORWARD("clk+"),
    CLOCK_BACK("clk-"),
    REPLY_LOST("rply"),
    OTHER_CODE("code");

    private final String label;

    Fault(String label) {
        this.label = label;
    }

    /** Its name in the table, at most four characters. */
    public String label() {
        return label;
    }
}
