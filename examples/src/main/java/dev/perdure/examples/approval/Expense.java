package dev.perdure.examples.approval;

/** What somebody wants back. */
public record Expense(String employee, String manager, String director, int cents) {}
