package dev.perdure.host.links;

/** What a link lets its holder do. The texts are signed, so they never change and are never used again. */
public enum LinkVerb {
    /** Start an instance under any id, as the contract has it: an ended one is replaced, a live one is not. */
    START("start"),
    /** Read the status; for all instances also the list. */
    STATUS("status"),
    /** Raise any event. */
    RAISE_EVENT("raise-event"),
    /** End it. */
    TERMINATE("terminate"),
    /** Hold it. */
    SUSPEND("suspend"),
    /** Let it go on. */
    RESUME("resume"),
    /** Undo its failure. */
    REWIND("rewind"),
    /** Start it again with its own input. */
    RESTART("restart"),
    /** Remove it; for all instances also those of a filter. */
    PURGE("purge"),
    /** Read and signal any entity. */
    ENTITIES("entities");

    private final String text;

    LinkVerb(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
