package dev.perdure.client.waiting;

import java.util.concurrent.CompletableFuture;

/** One caller that waits. Thread-safe. */
final class Waiter {

    private final CompletableFuture<Verdict> verdict = new CompletableFuture<>();

    CompletableFuture<Verdict> verdict() {
        return verdict;
    }
}
