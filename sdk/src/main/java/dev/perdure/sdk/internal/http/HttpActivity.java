package dev.perdure.sdk.internal.http;

import dev.perdure.core.data.DataConversionException;
import dev.perdure.sdk.ActivityContext;
import dev.perdure.sdk.NonRetriableException;
import dev.perdure.sdk.http.DurableHttpRequest;
import dev.perdure.sdk.http.DurableHttpResponse;
import dev.perdure.sdk.http.TokenSource;
import dev.perdure.sdk.internal.activity.ActivityDefinition;
import dev.perdure.sdk.internal.activity.RawPayload;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes HTTP calls for orchestrators: one call a try. All workers of a process share one client.
 *
 * <p>Thread-safe.
 */
public final class HttpActivity {

    /** Its name in the SDKs of the same protocol. */
    public static final String NAME = "BuiltIn::HttpActivity";

    /** How many calls one worker makes at once, unless it is told otherwise. */
    public static final int CONCURRENT = 100;

    /** The longest answer. */
    static final int BODY_BYTES_MAX = 8 * 1024 * 1024;

    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final Pattern CHARSET = Pattern.compile("charset\\s*=\\s*\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);

    private final Map<String, TokenSource> tokenSources;

    private HttpActivity(Map<String, TokenSource> tokenSources) {
        this.tokenSources = Map.copyOf(tokenSources);
    }

    /** Not made before the first call. Its threads are daemons and end with the process. */
    private static final class Shared {
        static final HttpClient CLIENT = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** The activity, with tokens from these sources, by name. */
    public static ActivityDefinition definition(Map<String, TokenSource> tokenSources) {
        HttpActivity activity = new HttpActivity(tokenSources);
        return new ActivityDefinition(NAME, (ctx, payload, converter) -> activity.call(ctx, payload));
    }

    private RawPayload call(ActivityContext ctx, @Nullable String payload) throws Exception {
        DurableHttpRequest request;
        HttpRequest http;
        try {
            request = HttpMessages.request(payload == null ? "" : payload);
            http = http(request);
        } catch (IllegalArgumentException | DataConversionException e) {
            throw new NonRetriableException("This HTTP call cannot be made: " + e.getMessage(), e);
        }
        return new RawPayload(HttpMessages.write(send(ctx, request, http)));
    }

    private HttpRequest http(DurableHttpRequest request) throws Exception {
        HttpRequest.Builder http = HttpRequest.newBuilder(request.uri())
                .timeout(request.timeout())
                .method(
                        request.method(),
                        request.body()
                                .map(HttpRequest.BodyPublishers::ofString)
                                .orElseGet(HttpRequest.BodyPublishers::noBody));
        request.headers().forEach((name, values) -> values.forEach(value -> http.header(name, value)));
        if (request.body().isPresent() && !request.headers().containsKey("Content-Type")) {
            http.setHeader("Content-Type", "text/plain; charset=utf-8");
        }
        if (request.tokenSource().isPresent()) {
            http.setHeader(
                    "Authorization", "Bearer " + token(request.tokenSource().get(), request.uri()));
        }
        return http.build();
    }

    private String token(String name, URI target) throws Exception {
        TokenSource source = tokenSources.get(name);
        if (source == null) {
            throw new IllegalArgumentException("no token source '" + name
                    + "' is registered with this worker, which has: " + new TreeSet<>(tokenSources.keySet()) + ".");
        }
        return source.token(target);
    }

    private static DurableHttpResponse send(ActivityContext ctx, DurableHttpRequest request, HttpRequest http)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                Shared.CLIENT.sendAsync(http, info -> new LimitedBody(BODY_BYTES_MAX));
        ctx.onCancel(() -> answer.cancel(true));
        try {
            HttpResponse<byte[]> response = answer.get(request.timeout().toMillis(), TimeUnit.MILLISECONDS);
            return new DurableHttpResponse(
                    response.statusCode(), response.headers().map(), new String(response.body(), charset(response)));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(request + " has no answer: " + cause, cause);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException(request + " has no answer after " + request.timeout() + ".", e);
        } catch (CancellationException e) {
            throw new IOException(request + " was cancelled: nobody wants its answer.", e);
        }
    }

    private static Charset charset(HttpResponse<byte[]> response) {
        Matcher named =
                CHARSET.matcher(response.headers().firstValue("Content-Type").orElse(""));
        try {
            return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
