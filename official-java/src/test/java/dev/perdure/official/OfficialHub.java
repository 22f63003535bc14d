package dev.perdure.official;

import com.microsoft.durabletask.CompositeTaskFailedException;
import com.microsoft.durabletask.DurableTaskClient;
import com.microsoft.durabletask.DurableTaskGrpcClientBuilder;
import com.microsoft.durabletask.NewOrchestrationInstanceOptions;
import com.microsoft.durabletask.OrchestrationMetadata;
import com.microsoft.durabletask.RetryPolicy;
import com.microsoft.durabletask.Task;
import com.microsoft.durabletask.TaskCanceledException;
import com.microsoft.durabletask.TaskFailedException;
import com.microsoft.durabletask.TaskOptions;
import dev.perdure.host.Host;
import dev.perdure.host.HostSettings;
import dev.perdure.host.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One host, one official worker and one official client for the whole JVM: the worker's loop never ends, so each further
 * one would stay behind as a thread that knocks at a closed port.
 */
final class OfficialHub {

    static final Duration LONG = Duration.ofSeconds(60);

    private static final OfficialHub HUB = new OfficialHub();

    final Host host;
    final DurableTaskClient client;

    /** How often an activity of a key has run. */
    final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();

    private OfficialHub() {
        host = Host.start(HostSettings.of(Map.of(
                Setting.DATA, folder().toString(),
                Setting.HTTP_PORT, "0",
                Setting.GRPC_PORT, "0",
                Setting.ALLOW_EMPTYING, "true")));
        Runtime.getRuntime().addShutdownHook(new Thread(host::close));
        client = new DurableTaskGrpcClientBuilder().port(host.grpcPort()).build();
        code(new Registered(host.grpcPort())).builder.build().start();
    }

    static OfficialHub shared() {
        return HUB;
    }

    /** Starts an instance under a fresh id. */
    String start(String name, @Nullable Object input) {
        return client.scheduleNewOrchestrationInstance(
                name,
                new NewOrchestrationInstanceOptions()
                        .setInstanceId(name + "-" + UUID.randomUUID())
                        .setInput(input));
    }

    OrchestrationMetadata ended(String id) throws TimeoutException {
        return client.waitForInstanceCompletion(id, LONG, true);
    }

    private int run(String key) {
        return runs.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
    }

    private Registered code(Registered worker) {
        return worker.orchestration("Echo", context -> context.complete(context.getInput(String.class)))
                .orchestration(
                        "Hello",
                        context -> context.complete(
                                context.callActivity("greet", context.getInput(String.class), String.class)
                                        .await()))
                .orchestration(
                        "Waits",
                        context -> context.complete(
                                context.waitForExternalEvent("go", String.class).await()))
                .orchestration("WaitsShortly", context -> {
                    try {
                        context.complete(context.waitForExternalEvent("go", Duration.ofMillis(200), String.class)
                                .await());
                    } catch (TaskCanceledException e) {
                        context.complete("timed out");
                    }
                })
                .orchestration("ThreeEvents", context -> {
                    List<String> seen = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        seen.add(context.waitForExternalEvent("word", String.class)
                                .await());
                    }
                    context.complete(String.join(" ", seen));
                })
                .orchestration("Sleeps", context -> {
                    context.createTimer(Duration.ofMillis(context.getInput(Integer.class)))
                            .await();
                    context.complete("slept");
                })
                .orchestration("FansOut", context -> {
                    List<Task<Integer>> tasks = new ArrayList<>();
                    for (int i = 0; i < context.getInput(Integer.class); i++) {
                        tasks.add(context.callActivity("square", i, Integer.class));
                    }
                    context.complete(context.allOf(tasks).await().stream()
                            .mapToInt(Integer::intValue)
                            .sum());
                })
                .orchestration("FansOutToFailures", context -> {
                    List<Task<Integer>> tasks = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        tasks.add(context.callActivity("fail", "number " + i, Integer.class));
                    }
                    try {
                        context.complete(context.allOf(tasks).await());
                    } catch (CompositeTaskFailedException e) {
                        context.complete(e.getExceptions().size());
                    }
                })
                .orchestration("FirstOf", context -> {
                    Task<String> event = context.waitForExternalEvent("go", String.class);
                    Task<Void> timer = context.createTimer(Duration.ofMinutes(10));
                    context.complete(context.anyOf(event, timer).await().equals(event) ? "event" : "timer");
                })
                .orchestration(
                        "Parent",
                        context -> context.complete(
                                context.callSubOrchestrator("Hello", context.getInput(String.class), String.class)
                                        .await()))
                .orchestration(
                        "ParentOfWaiting",
                        context -> context.complete(context.callSubOrchestrator(
                                        "Waits", null, context.getInstanceId() + "-child", String.class)
                                .await()))
                .orchestration("ParentOfFailing", context -> {
                    try {
                        context.complete(
                                context.callSubOrchestrator("Fails", context.getInput(String.class), String.class)
                                        .await());
                    } catch (TaskFailedException e) {
                        context.complete(e.getErrorDetails().getErrorType() + ": "
                                + e.getErrorDetails().isCausedBy(RuntimeException.class));
                    }
                })
                .orchestration(
                        "Fails",
                        context -> context.complete(
                                context.callActivity("fail", context.getInput(String.class), String.class)
                                        .await()))
                .orchestration("Throws", context -> {
                    throw new IllegalStateException("by itself");
                })
                .orchestration(
                        "Retries",
                        context -> context.complete(context.callActivity(
                                        "failsTwice",
                                        context.getInstanceId(),
                                        new TaskOptions(new RetryPolicy(5, Duration.ofMillis(20))),
                                        String.class)
                                .await()))
                .orchestration("RetriesByHandler", context -> {
                    TaskOptions options = new TaskOptions(retry -> {
                        retry.getOrchestrationContext()
                                .createTimer(Duration.ofMillis(20))
                                .await();
                        return retry.getLastAttemptNumber() < 5
                                && retry.getLastFailure().isCausedBy(RuntimeException.class);
                    });
                    context.complete(context.callActivity("failsTwice", context.getInstanceId(), options, String.class)
                            .await());
                })
                .orchestration(
                        "RetriesChild",
                        context -> context.complete(context.callSubOrchestrator(
                                        "FailsTwice",
                                        context.getInstanceId(),
                                        context.getInstanceId() + "-child",
                                        new TaskOptions(new RetryPolicy(5, Duration.ofMillis(20))),
                                        String.class)
                                .await()))
                .orchestration(
                        "FailsTwice",
                        context -> context.complete(
                                context.callActivity("failsTwice", context.getInput(String.class), String.class)
                                        .await()))
                .orchestration("CountsTo", context -> {
                    int[] state = context.getInput(int[].class);
                    context.createTimer(Duration.ofMillis(1)).await();
                    if (state[0] == state[1]) {
                        context.complete(state[0]);
                    } else {
                        context.continueAsNew(new int[] {state[0] + 1, state[1]});
                    }
                })
                .orchestration("Collects", context -> {
                    context.setCustomStatus(context.getInput(String.class));
                    String soFar = context.getInput(String.class)
                            + context.waitForExternalEvent("letter", String.class)
                                    .await();
                    if (soFar.length() == 8) {
                        context.complete(soFar);
                    } else {
                        context.continueAsNew(soFar, false);
                    }
                })
                .orchestration("Tells", context -> {
                    context.setCustomStatus(Map.of("step", 1));
                    String word =
                            context.waitForExternalEvent("go", String.class).await();
                    if (word.equals("clear")) {
                        context.clearCustomStatus();
                    } else {
                        context.setCustomStatus(word);
                    }
                    context.complete("told");
                })
                .orchestration("Sends", context -> {
                    context.sendEvent(context.getInput(String.class), "go", "from afar");
                    context.complete("sent");
                })
                .orchestration("LongHistory", context -> {
                    int sum = 0;
                    for (int i = 0; i < context.getInput(Integer.class); i++) {
                        sum += context.callActivity("square", 1, Integer.class).await();
                    }
                    context.complete(sum);
                })
                .orchestration(
                        "Measures",
                        context -> context.complete(
                                context.callActivity("length", context.getInput(String.class), Integer.class)
                                        .await()))
                .orchestration(
                        "CallsElsewhere",
                        context -> context.complete(
                                context.callActivity("elsewhere", context.getInput(String.class), String.class)
                                        .await()))
                .orchestration(
                        "CallsChildElsewhere",
                        context -> context.complete(context.callSubOrchestrator(
                                        "ChildElsewhere", context.getInput(String.class), String.class)
                                .await()))
                .orchestration(
                        "Ids",
                        context -> context.complete(List.of(
                                context.newUUID().toString(), context.newUUID().toString())))
                .activity("greet", context -> "Hello, " + context.getInput(String.class) + "!")
                .activity("square", context -> context.getInput(Integer.class) * context.getInput(Integer.class))
                .activity("length", context -> context.getInput(String.class).length())
                .activity("fail", context -> {
                    throw new IllegalArgumentException("no: " + context.getInput(String.class));
                })
                .activity("failsTwice", context -> {
                    int run = run(context.getInput(String.class));
                    if (run <= 2) {
                        throw new IllegalStateException("attempt " + run);
                    }
                    return "after " + run;
                });
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("perdure-official");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
