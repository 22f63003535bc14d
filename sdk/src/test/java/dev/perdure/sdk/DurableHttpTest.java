package dev.perdure.sdk;

import static dev.perdure.sdk.RetryPolicy.retrying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.perdure.core.data.DataConverter;
import dev.perdure.sdk.http.DurableHttpRequest;
import dev.perdure.sdk.http.DurableHttpResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTP calls of orchestrators, to a real server. The time between the calls is the host's. */
class DurableHttpTest {

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);
    private HttpServer server;
    private URI origin;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        origin = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        never.countDown();
        server.stop(0);
    }

    @Test
    void sendsMethodHeadersAndBodyAndReturnsTheAnswer() {
        answer("/echo", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("X-Kind", "a");
            exchange.getResponseHeaders().add("X-Kind", "b");
            exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=ISO-8859-1");
            reply(
                    exchange,
                    418,
                    (exchange.getRequestMethod() + exchange.getRequestHeaders().get("X-Two") + body)
                            .getBytes(StandardCharsets.ISO_8859_1));
        });
        DurableHttpRequest request = DurableHttpRequest.of("PUT", origin.resolve("/echo?q=1"))
                .header("X-Two", "1")
                .header("x-two", "2")
                .body("grün");

        DurableHttpResponse response = call(request);

        assertThat(response.statusCode()).isEqualTo(418);
        assertThat(response.isSuccess()).isFalse();
        assertThat(response.body()).isEqualTo("PUT[1, 2]grün");
        assertThat(response.headers()).containsEntry("x-kind", List.of("a", "b"));
        assertThat(response.header("X-KIND")).contains("a");
    }

    @ParameterizedTest
    @EnumSource(Deliveries.class)
    void followsUpWhatWasAcceptedByTimersOfTheHost(Deliveries deliveries) {
        answer("/start", exchange -> {
            seen.add("start " + exchange.getRequestMethod());
            exchange.getResponseHeaders().add("Location", "/status/1");
            exchange.getResponseHeaders().add("Retry-After", "3600");
            reply(exchange, 202, new byte[0]);
        });
        answer("/status", exchange -> {
            seen.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("X-Mine") + " "
                    + exchange.getRequestHeaders().getFirst("x-functions-key"));
            if (calls.incrementAndGet() < 3) {
                exchange.getResponseHeaders().add("Location", "/status/" + calls.get());
                reply(exchange, 202, new byte[0]);
            } else {
                reply(exchange, 200, "done".getBytes(StandardCharsets.UTF_8));
            }
        });
        DurableHttpRequest request = DurableHttpRequest.post(origin.resolve("/start"), "{}")
                .header("X-Mine", "yes")
                .header("x-functions-key", "key")
                .pollInterval(Duration.ofMinutes(10));

        String output = output(new FakeHost(deliveries, 3), (ctx, in) -> {
            Instant start = ctx.currentInstant();
            DurableHttpResponse response = ctx.callHttp(request).await();
            return response.body() + " after "
                    + Duration.between(start, ctx.currentInstant()).toMinutes();
        });

        assertThat(output).isEqualTo("\"done after 80\"");
        assertThat(seen).containsExactly("start POST", "GET yes null", "GET yes null", "GET yes null");
    }

    /** The date has passed for the host. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0|PT10M|PT1S", "Mon, 31 Dec 2029 00:00:00 GMT|PT10M|PT1S", "0|PT0.2S|PT0.2S"})
    void givesFollowingUpAnEndAndWaitsThoughTheServiceSaysAtOnce(String after, Duration interval, Duration least) {
        answer("/start", exchange -> {
            exchange.getResponseHeaders().add("Location", "/start?sig=secret");
            exchange.getResponseHeaders().add("Retry-After", after);
            calls.incrementAndGet();
            reply(exchange, 202, new byte[0]);
        });
        DurableHttpRequest request = DurableHttpRequest.get(origin.resolve("/start?sig=secret"))
                .pollInterval(interval)
                .pollingTimeout(least.multipliedBy(10));
        FakeHost host = new FakeHost(Deliveries.LIVE, 1);

        String message = failure(host, request);

        assertThat(message)
                .contains(
                        "dev.perdure.HttpPollingTimeout",
                        "within " + least.multipliedBy(10),
                        "GET " + origin + "/start")
                .doesNotContain("secret");
        assertThat(calls.get()).isBetween(8, 11);
        assertThat(host.account().split("timerCreated \\{", -1)).hasSize(calls.get());
    }

    @Test
    void waitsBeforeTheNextTryAsLongAsTheServiceAsks() {
        answer("/busy", exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "120");
            reply(exchange, calls.incrementAndGet() % 3 == 0 ? 200 : 429, new byte[0]);
        });
        RetryPolicy policy = retrying(3, Duration.ofSeconds(1));
        DurableHttpRequest request = DurableHttpRequest.get(origin.resolve("/busy"));

        String waited = output(new FakeHost(Deliveries.LIVE, 1), (ctx, in) -> {
            Instant start = ctx.currentInstant();
            int status = ctx.callHttp(request.retry(policy)).await().statusCode();
            return status + " after "
                    + Duration.between(start, ctx.currentInstant()).toMinutes();
        });

        assertThat(waited).isEqualTo("\"200 after 4\"");
        assertThat(call(request.retry(policy.totalTime(Duration.ofSeconds(100))))
                        .statusCode())
                .as("what the service asks for is longer than the policy allows")
                .isEqualTo(429);
        assertThat(calls).hasValue(4);
    }

    @Test
    void keepsTheQueryOutOfNamesAndMessages() {
        answer("/moved", exchange -> {
            exchange.getResponseHeaders()
                    .add("Location", exchange.getRequestURI().getQuery());
            reply(exchange, 202, new byte[0]);
        });
        answer("/down", exchange -> reply(exchange, 503, new byte[0]));
        List<String> told = new ArrayList<>();
        RetryHandler handler = failed -> {
            told.add(failed.taskName() + " " + failed.failure());
            throw new IllegalStateException("undecided");
        };

        output(new FakeHost(Deliveries.LIVE, 1), (ctx, in) -> {
            for (String path : List.of(
                    "/down?sig=secret", "/moved?ftp://a/?sig=secret", "/moved?/a%20b?sig=secret", "/moved?%25")) {
                try {
                    ctx.callHttp(DurableHttpRequest.get(origin.resolve(path)).retry(handler))
                            .await();
                } catch (TaskFailedException e) {
                    told.add(e.getMessage() + " " + e.taskName() + " " + e.failure());
                }
            }
            return "done";
        });

        assertThat(told).hasSize(5).noneMatch(text -> text.contains("secret"));
        assertThat(told.get(0)).contains("GET " + origin + "/down ");
        assertThat(DurableHttpRequest.get(URI.create("https://me:secret@one.example:1/a/b@c?sig=secret#secret")))
                .hasToString("GET https://one.example:1/a/b@c");
        assertThatThrownBy(() -> DurableHttpRequest.get(URI.create("ftp://me:secret@a/b?sig=secret")))
                .hasMessageContaining("ftp://a/b.");
    }

    @Test
    void takesAnAcceptedAnswerAsTheResultIfToldTo() {
        answer("/start", exchange -> {
            exchange.getResponseHeaders().add("Location", "/start");
            reply(exchange, 202, new byte[0]);
        });

        assertThat(call(DurableHttpRequest.get(origin.resolve("/start")).withoutPolling())
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void triesAgainAfterStatusesThatPassAndReturnsTheLastAnswer() {
        answer("/busy", exchange -> reply(exchange, calls.incrementAndGet() < 3 ? 503 : 200, new byte[0]));
        answer("/down", exchange -> {
            seen.add("down");
            reply(exchange, 500, new byte[0]);
        });
        answer("/missing", exchange -> {
            seen.add("missing");
            reply(exchange, 404, new byte[0]);
        });
        RetryPolicy policy = retrying(3, Duration.ofMinutes(1));

        assertThat(call(DurableHttpRequest.get(origin.resolve("/busy")).retry(policy))
                        .statusCode())
                .isEqualTo(200);
        assertThat(call(DurableHttpRequest.get(origin.resolve("/down")).retry(policy))
                        .statusCode())
                .isEqualTo(500);
        assertThat(call(DurableHttpRequest.get(origin.resolve("/missing")).retry(policy))
                        .statusCode())
                .isEqualTo(404);
        assertThat(call(DurableHttpRequest.get(origin.resolve("/missing"))
                                .retry(policy)
                                .retryStatus(404))
                        .statusCode())
                .isEqualTo(404);
        assertThat(seen).containsExactly("down", "down", "down", "missing", "missing", "missing", "missing");
    }

    @Test
    void failsWithoutAnAnswerAfterAllTries() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        URI uri = URI.create("http://127.0.0.1:" + nobody + "/path?secret=1");
        FakeHost host = new FakeHost(Deliveries.LIVE, 1);

        String message = failure(host, DurableHttpRequest.get(uri).retry(retrying(3, Duration.ofMinutes(1))));

        assertThat(message)
                .contains("java.io.IOException")
                .contains("GET http://127.0.0.1:" + nobody + "/path has no answer")
                .contains("ConnectException");
        assertThat(host.account().split("taskFailed \\{", -1)).hasSize(4);
    }

    @Test
    void endsATryAtItsTimeout() {
        answer("/slow", exchange -> await(never));

        assertThat(failure(DurableHttpRequest.get(origin.resolve("/slow")).timeout(Duration.ofMillis(50))))
                .contains("/slow has no answer");
    }

    @Test
    void refusesAnAnswerThatIsTooLong() {
        answer("/long", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] part = new byte[1024 * 1024];
            try (var body = exchange.getResponseBody()) {
                for (int i = 0; i < 20; i++) {
                    body.write(part);
                }
            }
        });

        assertThat(failure(DurableHttpRequest.get(origin.resolve("/long")))).contains("longer than 8388608 bytes");
    }

    @Test
    void sendsATokenThatIsInNoHistory() {
        answer("/", exchange -> {
            seen.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            reply(exchange, 200, new byte[0]);
        });
        FakeHost host = new FakeHost(Deliveries.LIVE, 1);

        call(host, DurableHttpRequest.get(origin.resolve("/a")).tokenSource("mine"));

        assertThat(seen).containsExactly("Bearer secret for /a");
        assertThat(host.account()).doesNotContain("secret");
        assertThat(failure(DurableHttpRequest.get(origin).tokenSource("other")))
                .contains("NonRetriableException")
                .contains("no token source 'other'")
                .contains("[mine]");
    }

    @Test
    void keepsCredentialsFromOtherOrigins() {
        DurableHttpRequest request = DurableHttpRequest.post(URI.create("https://one.example/start"), "x")
                .header("Authorization", "Basic x")
                .header("Cookie", "c")
                .header("Accept", "text/plain")
                .tokenSource("mine");

        DurableHttpRequest same = request.following(URI.create("https://ONE.example:443/status"));
        DurableHttpRequest other = request.following(URI.create("https://two.example/status"));

        assertThat(same.headers()).containsKeys("Authorization", "Cookie", "Accept");
        assertThat(same.tokenSource()).contains("mine");
        assertThat(other.headers()).containsOnlyKeys("Accept");
        assertThat(other.tokenSource()).isEmpty();
        assertThat(other.body()).isEmpty();
        assertThat(other.method()).isEqualTo("GET");
    }

    @Test
    void refusesWhatIsNoHttpAndTimesThatAreNone() {
        assertThatThrownBy(() -> DurableHttpRequest.get(URI.create("file:///etc/passwd")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("file:///etc/passwd");
        assertThatThrownBy(() -> DurableHttpRequest.get(origin).timeout(Duration.ZERO))
                .hasMessageContaining("The time-out");
        answer("/", exchange -> {
            exchange.getResponseHeaders().add("Location", "ftp://elsewhere/");
            reply(exchange, 202, new byte[0]);
        });
        assertThat(failure(DurableHttpRequest.get(origin)))
                .contains("cannot be followed up")
                .contains("ftp://");
        assertThat(failure(DurableHttpRequest.get(origin).header("Host", "elsewhere")))
                .contains("NonRetriableException");
    }

    @Test
    void isNotServedByAWorkerThatSwitchedItOff() {
        FakeHost host = new FakeHost(Deliveries.LIVE, 1);
        try (Worker worker = Worker.builder()
                .orchestrator("Code", String.class, code(DurableHttpRequest.get(origin)))
                .withoutHttp()
                .connectTo(host)
                .start()) {
            assertThat(worker.isConnected()).isTrue();
            host.start("a", "Code", null);
            host.settle();
        }

        assertThat(host.instance("a").failure().message()).contains("NotRegisteredException");
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private void answer(String path, Handler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
    }

    private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private record Answer(int status, Map<String, List<String>> headers, String body) {}

    private static Orchestrator<String, Answer> code(DurableHttpRequest request) {
        return (ctx, in) -> {
            DurableHttpResponse response = ctx.callHttp(request).await();
            return new Answer(response.statusCode(), response.headers(), response.body());
        };
    }

    private static DurableHttpResponse call(DurableHttpRequest request) {
        return call(new FakeHost(Deliveries.LIVE, 1), request);
    }

    private static DurableHttpResponse call(FakeHost host, DurableHttpRequest request) {
        Answer answer = (Answer)
                Objects.requireNonNull(DataConverter.jackson().deserialize(output(host, code(request)), Answer.class));
        return new DurableHttpResponse(answer.status(), answer.headers(), answer.body());
    }

    private static String failure(DurableHttpRequest request) {
        return failure(new FakeHost(Deliveries.LIVE, 1), request);
    }

    private static String failure(FakeHost host, DurableHttpRequest request) {
        return output(host, (ctx, in) -> {
            try {
                return "no failure: " + ctx.callHttp(request).await();
            } catch (TaskFailedException e) {
                return e.failure().errorType() + " " + e.failure().message();
            }
        });
    }

    private static String output(FakeHost host, Orchestrator<String, ?> code) {
        try (Worker worker = Worker.builder()
                .orchestrator("Code", String.class, code)
                .tokenSource("mine", uri -> "secret for " + uri.getPath())
                .connectTo(host)
                .start()) {
            assertThat(worker.isConnected()).isTrue();
            host.start("a", "Code", null);
            host.settle();
        }
        return Objects.requireNonNull(host.output("a"));
    }
}
