package dev.perdure.sdk.internal.activity;

/**
 * The result of an activity that is payload text already: no data converter has a say in it.
 *
 * @param text the payload
 */
public record RawPayload(String text) {}
