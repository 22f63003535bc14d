package dev.perdure.examples.slowservice;

import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.RetryPolicy;
import dev.perdure.sdk.http.DurableHttpRequest;
import dev.perdure.sdk.http.DurableHttpResponse;
import java.net.URI;
import java.time.Duration;

/**
 * Asks a service to render a video, which takes hours. The service answers 202 and says where to look; the timers between
 * the looks are durable, so no thread and no connection waits, and a crash asks for no second video.
 */
public final class RenderVideo implements Orchestrator<URI, String> {

    @Override
    public String run(OrchestrationContext ctx, URI service) {
        DurableHttpRequest request = DurableHttpRequest.post(service, "{\"title\":\"summer\"}")
                .header("Content-Type", "application/json")
                .retry(RetryPolicy.retrying(5, Duration.ofSeconds(2)))
                .pollInterval(Duration.ofMinutes(10))
                .pollingTimeout(Duration.ofHours(12));
        DurableHttpResponse response = ctx.callHttp(request).await();
        if (!response.isSuccess()) {
            throw new IllegalStateException("The service answered " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }
}
