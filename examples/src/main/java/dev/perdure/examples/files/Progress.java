package dev.perdure.examples.files;

/** How far the counting is; clients see it as the custom status. */
public record Progress(int done, int of) {}
