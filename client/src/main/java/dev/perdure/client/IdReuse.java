package dev.perdure.client;

/** What a start does if there is an instance of the same id already. */
public enum IdReuse {
    /** The start is refused, whatever the status of the instance. Perdure only. */
    REJECT("reject", false),
    /** The instance stays as it is, ended or not, and the start stands for it. Perdure only. */
    ATTACH("attach", false),
    /** One that has not ended stays and the start stands for it; one that has ended is replaced. */
    ATTACH_LIVE("attachLive", true),
    /** The instance is replaced; one that has not ended is terminated first, in the same step. Perdure only. */
    REPLACE("replace", false),
    /** One that has ended is replaced; while it has not, the start is refused. The default. */
    REPLACE_TERMINAL("replaceTerminal", true);

    private final String wireName;
    private final boolean common;

    IdReuse(String wireName, boolean common) {
        this.wireName = wireName;
        this.common = common;
    }

    /** The name in requests. */
    public String wireName() {
        return wireName;
    }

    /** Whether every host has it: the Durable Functions API refuses the start of an instance that has not ended. */
    public boolean isCommon() {
        return common;
    }
}
