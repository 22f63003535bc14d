package dev.perdure.host.official;

import dev.perdure.host.cli.ServeProcess;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client of the npm package {@code durable-functions}, unmodified, given the binding JSON of a host in a process of
 * its own. Its scenarios are in {@code src/test/npm/durable-functions/scenarios.mjs}.
 */
class DurableFunctionsClientTest {

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> theJavaScriptClient() throws Exception {
        NpmFolder npm = NpmFolder.install("durable-functions");
        try (ServeProcess host = ServeProcess.serve(folder, folder.resolve("data"))) {
            Worker worker = worker("127.0.0.1:" + host.grpcPort());
            String tap = npm.tests(
                    "scenarios.mjs",
                    Map.of(
                            "BINDING", binding(host),
                            "ORIGIN", "http://127.0.0.1:" + host.httpPort(),
                            // Where this is not set, the package replaces the origin of all URLs by its own default.
                            "WEBSITE_HOSTNAME", "127.0.0.1:" + host.httpPort()));
            worker.close();
            return TapResults.of(tap);
        }
    }

    private String binding(ServeProcess host) throws Exception {
        String base = "http://127.0.0.1:" + host.httpPort() + "/runtime/webhooks/durabletask";
        String inst = base + "/instances/INSTANCEID";
        String q = "taskHub=perdure&connection=Storage";
        return "{\"taskHubName\":\"perdure\",\"creationUrls\":{\"createNewInstancePostUri\":\"" + base
                + "/orchestrators/{functionName}[/{instanceId}]?\"},\"managementUrls\":{\"id\":\"INSTANCEID\",\"statusQueryGetUri\":\""
                + inst + "?" + q + "\",\"sendEventPostUri\":\"" + inst + "/raiseEvent/{eventName}?" + q
                + "\",\"terminatePostUri\":\"" + inst + "/terminate?reason={text}&" + q
                + "\",\"purgeHistoryDeleteUri\":\"" + inst + "?" + q + "\"},\"baseUrl\":\"" + base
                + "\",\"requiredQueryStringParameters\":\"\",\"rpcBaseUrl\":\"http://127.0.0.1:" + host.httpPort()
                + "/durabletask/\"}";
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
                .connectTo(GrpcWorkHost.of(target))
                .start();
    }
}
