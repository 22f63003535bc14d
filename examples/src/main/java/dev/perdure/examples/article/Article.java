package dev.perdure.examples.article;

/** What somebody has written. */
public record Article(String title, String text) {}
