package dev.perdure.examples.springboot;

/** What a customer wants. */
public record Order(String id, String item, int cents) {}
