package dev.perdure.host;

import dev.perdure.client.spi.Transport;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import dev.perdure.host.http.ApiRequest;
import dev.perdure.host.http.ApiResponse;
import dev.perdure.host.http.ManagementApi;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Carries a client's requests to the management API of the same process, without a socket. Thread-safe. */
final class InProcessTransport implements Transport {

    private static final byte[] NO_BODY = {};

    private final ManagementApi api;

    InProcessTransport(ManagementApi api) {
        this.api = api;
    }

    @Override
    public TransportResponse send(TransportRequest request) {
        String target = request.pathAndQuery();
        int question = target.indexOf('?');
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        byte[] body = request.body();
        ApiResponse response = api.handle(new ApiRequest(
                request.method(),
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                headers,
                body == null ? NO_BODY : body));
        return TransportResponse.of(response.status(), response.headers(), response.body());
    }

    @Override
    public boolean isPerdure(Duration within) {
        return true;
    }

    /** The hub, not its clients, closes what lies behind. */
    @Override
    public void close() {}
}
