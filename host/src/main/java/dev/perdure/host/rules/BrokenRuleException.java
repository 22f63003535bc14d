package dev.perdure.host.rules;

/** A request that cannot be what its sender meant; the message says why and is meant for them. Nothing was changed. */
public final class BrokenRuleException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public BrokenRuleException(String message) {
        super(message);
    }
}
