package dev.perdure.benchmarks.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** One client of the JDK for all calls. Thread-safe. */
final class JdkClient implements Variant {

    private final URI origin;
    private final HttpClient client = make();
    private final long opensBefore = ActiveOpens.count();

    JdkClient(URI origin) {
        this.origin = origin;
    }

    static HttpClient make() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    static void send(HttpClient client, URI origin, Endpoint.Request request) throws IOException, InterruptedException {
        String body = request.body();
        HttpRequest.Builder builder = HttpRequest.newBuilder(origin.resolve(request.path()))
                .timeout(Duration.ofMinutes(4))
                .method(request.method(), body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        String key = request.idempotencyKey();
        if (key != null) {
            builder.header("Content-Type", "application/json").header("Idempotency-Key", key);
        }
        HttpResponse<byte[]> response = client.send(builder.build(), BodyHandlers.ofByteArray());
        if (response.statusCode() != 200 && response.statusCode() != 202) {
            throw new IOException("HTTP " + response.statusCode());
        }
    }

    @Override
    public void call(Endpoint endpoint) throws IOException, InterruptedException {
        send(client, origin, endpoint.request());
    }

    /** As the system counts them, because the client does not say: other programs' are in it. */
    @Override
    public long sockets() {
        return ActiveOpens.count() - opensBefore;
    }

    @Override
    public void close() {
        client.close();
    }
}
