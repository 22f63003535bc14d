package dev.perdure.examples.bank;

/** Who pays whom how much. */
public record Order(String from, String to, long cents) {}
