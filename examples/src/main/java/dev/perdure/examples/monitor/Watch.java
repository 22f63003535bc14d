package dev.perdure.examples.monitor;

/**
 * What is watched, and how far it is.
 *
 * @param looks how often it was looked at
 */
public record Watch(String job, int looks) {}
