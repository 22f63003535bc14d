package dev.perdure.examples.files;

import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Counts the words of all files of a folder: one activity a file, all at once, and a progress that clients can read. */
public final class CountWords implements Orchestrator<String, Integer> {

    private static final RetryPolicy RETRY = RetryPolicy.retrying(3, Duration.ofSeconds(1));

    @Override
    public Integer run(OrchestrationContext ctx, String path) {
        Folder folder = ctx.activities(Folder.class, RETRY);
        List<String> files = folder.list(path);
        List<Task<Integer>> left = new ArrayList<>();
        for (String file : files) {
            left.add(ctx.call(folder::countWords, file));
        }
        int words = 0;
        while (!left.isEmpty()) {
            Task<Integer> next = ctx.any(left);
            words += next.await();
            left.remove(next);
            ctx.setCustomStatus(new Progress(files.size() - left.size(), files.size()));
        }
        return words;
    }
}
