package dev.perdure.examples.trip;

/** Where somebody wants to go. */
public record Wish(String traveller, String city) {}
