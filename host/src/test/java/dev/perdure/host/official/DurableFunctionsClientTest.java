package dev.perdure.host.official;

import dev.perdure.host.cli.ServeProcess;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client of the npm package {@code durable-functions}, unmodified, given the binding JSON of a host in a process of
 * its own, which has a key: over the public URLs the client gets in by the codes in its binding. Its scenarios are in {@code src/test/npm/durable-functions/scenarios.mjs}.
 */
class DurableFunctionsClientTest {

    private static final String KEY = "a key of some length";
    private static final Set<String> FAILED_BEFORE = ConcurrentHashMap.newKeySet();

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> theJavaScriptClient() throws Exception {
        NpmFolder npm = NpmFolder.install("durable-functions");
        try (ServeProcess host = ServeProcess.serve(folder, folder.resolve("data"), "--key", KEY)) {
            Worker worker = worker("127.0.0.1:" + host.grpcPort());
            CounterEntities entities = CounterEntities.serve(host.grpcPort(), KEY);
            String tap = npm.tests(
                    "scenarios.mjs",
                    Map.of(
                            "BINDING", binding(host),
                            "ORIGIN", "http://127.0.0.1:" + host.httpPort(),
                            // Where this is not set, the package replaces the origin of all URLs by its own default.
                            "WEBSITE_HOSTNAME", "127.0.0.1:" + host.httpPort()));
            entities.close();
            worker.close();
            return TapResults.of(tap);
        }
    }

    private String binding(ServeProcess host) throws Exception {
        try (ServeProcess binding =
                ServeProcess.run(folder, "binding", "--http-port", Integer.toString(host.httpPort()))) {
            return binding.restOfOutput();
        }
    }

    private static Worker worker(String target) {
        return Worker.builder()
                .orchestrator("Echo", Object.class, (context, input) -> input)
                .orchestrator(
                        "AwaitGo",
                        Object.class,
                        (context, input) ->
                                context.waitForEvent("go", Object.class).await())
                .orchestrator("Fail", String.class, (context, input) -> {
                    throw new IllegalStateException(input);
                })
                .orchestrator(
                        "FailsOnce",
                        String.class,
                        (context, input) -> context.callActivity("failsOnce", input, String.class)
                                .await())
                .activity("failsOnce", String.class, (context, input) -> {
                    if (FAILED_BEFORE.add(input)) {
                        throw new IllegalStateException("not yet");
                    }
                    return "done at last";
                })
                .connectTo(GrpcWorkHost.at(target).key(KEY).build())
                .start();
    }
}
