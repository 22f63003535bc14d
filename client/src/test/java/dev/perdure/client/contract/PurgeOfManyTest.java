package dev.perdure.client.contract;

import static dev.perdure.client.scripted.Payloads.BASE;
import static dev.perdure.client.scripted.Payloads.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.perdure.client.CallInterruptedException;
import dev.perdure.client.DurableClient;
import dev.perdure.client.InstanceFilter;
import dev.perdure.client.UnexpectedResponseException;
import dev.perdure.client.internal.PurgeOfMany;
import dev.perdure.client.scripted.Callers;
import dev.perdure.client.scripted.Request;
import dev.perdure.client.scripted.ScriptedHost;
import dev.perdure.core.RuntimeStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PurgeOfManyTest {

    private static final String ENDED = "Completed%2CFailed%2CTerminated%2CCanceled";

    @Test
    void oneRequestPurgesByStatusAndTime() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(200, "{\"instancesDeleted\":12}"));
                DurableClient client = DurableClient.connect(host.origin())) {
            InstanceFilter filter = InstanceFilter.all()
                    .createdFrom(Instant.parse("2024-01-01T00:00:00Z"))
                    .createdTo(Instant.parse("2025-01-01T00:00:00Z"))
                    .statuses(RuntimeStatus.FAILED);

            assertThat(client.purge(filter)).isEqualTo(12);

            assertThat(host.requests()).hasSize(1);
            assertThat(host.requests().get(0).method()).isEqualTo("DELETE");
            assertThat(host.requests().get(0).target())
                    .isEqualTo(BASE + "instances?createdTimeFrom=2024-01-01T00%3A00%3A00Z"
                            + "&createdTimeTo=2025-01-01T00%3A00%3A00Z&runtimeStatus=Failed");
        }
    }

    @Test
    void statusesAndABeginningAreAlwaysNamedAsSomeHostsRequireOneAndTakeNoneForAny() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(200, "{\"instancesDeleted\":1}"));
                DurableClient client = DurableClient.connect(host.origin())) {
            client.purge(InstanceFilter.all());

            assertThat(host.requests().get(0).target())
                    .isEqualTo(BASE + "instances?createdTimeFrom=1970-01-01T00%3A00%3A00Z&runtimeStatus=" + ENDED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PENDING", "RUNNING", "SUSPENDED", "CONTINUED_AS_NEW"})
    void refusesToPurgeWhatHasNotEnded(RuntimeStatus status) {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(200, "{\"instancesDeleted\":1}"));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.purge(InstanceFilter.all().statuses(RuntimeStatus.COMPLETED, status)))
                    .withMessageContaining(status.wireName());
            assertThat(host.requests()).isEmpty();
        }
    }

    @Test
    void otherFiltersListAndPurgeOneByOne() {
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    if (e.request().method().equals("GET")) {
                        e.respond(
                                200,
                                "[" + status("a-1", "Completed", "") + "," + status("a-2", "Failed", "") + ","
                                        + status("a-3", "Failed", "").replace("Fulfil", "Other") + "]");
                    } else {
                        e.respond(200, "{\"instancesDeleted\":1}");
                    }
                });
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThat(client.purge(InstanceFilter.all().idPrefix("a-").name("Fulfil")))
                    .isEqualTo(2);

            assertThat(host.requestsOf("GET").get(0).target()).contains("runtimeStatus=" + ENDED);
            assertThat(host.requestsOf("DELETE"))
                    .extracting(Request::target)
                    .containsExactlyInAnyOrder(BASE + "instances/a-1", BASE + "instances/a-2");
        }
    }

    @Test
    void everyIdIsPurgedOnceWithAKeyOfItsOwnAndSoManyAtATime() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(PurgeOfMany.CALLS_MAX);
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    full.countDown();
                    full.await();
                    now.decrementAndGet();
                    // Among them one that is not there, and one that has not ended.
                    int status = e.request().target().endsWith("-7")
                            ? 404
                            : e.request().target().endsWith("-8") ? 409 : 200;
                    e.perdure(status, "{\"instancesDeleted\":1}");
                });
                DurableClient client = DurableClient.connect(host.origin())) {
            List<String> ids = IntStream.range(0, 200).mapToObj(i -> "i-" + i).toList();

            assertThat(client.purge(ids)).isEqualTo(198);

            assertThat(most.get()).isEqualTo(PurgeOfMany.CALLS_MAX);
            assertThat(host.requests())
                    .extracting(Request::target)
                    .containsExactlyInAnyOrderElementsOf(
                            ids.stream().map(id -> BASE + "instances/" + id).toList());
            Set<Optional<String>> keys = host.requests().stream()
                    .map(r -> r.header("idempotency-key"))
                    .collect(Collectors.toSet());
            assertThat(keys).hasSize(200).doesNotContain(Optional.empty());
        }
    }

    @Test
    void afterAFailureNoFurtherPurgeIsBegun() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(500, "oops"));
                DurableClient client = DurableClient.connect(host.origin())) {
            List<String> ids = IntStream.range(0, 1_000).mapToObj(i -> "i-" + i).toList();

            assertThatExceptionOfType(UnexpectedResponseException.class)
                    .isThrownBy(() -> client.purge(ids))
                    .withMessageContaining("oops");
            assertThat(host.requests().size()).isLessThanOrEqualTo(PurgeOfMany.CALLS_MAX);
        }
    }

    @Test
    void anInterruptEndsTheWaitAndBeginsNoFurtherPurge() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        try (ScriptedHost host = ScriptedHost.start(e -> {
                    asked.countDown();
                    answer.await();
                    e.respond(200, "{\"instancesDeleted\":1}");
                });
                DurableClient client = DurableClient.connect(host.origin())) {
            FutureTask<Integer> purge = new FutureTask<>(() ->
                    client.purge(IntStream.range(0, 100).mapToObj(i -> "i-" + i).toList()));
            Thread caller = Thread.ofVirtual().start(purge);
            asked.await();
            caller.interrupt();

            assertThatExceptionOfType(CallInterruptedException.class).isThrownBy(() -> Callers.result(purge));
            answer.countDown();
            assertThat(host.requests().size()).isLessThanOrEqualTo(PurgeOfMany.CALLS_MAX);
        }
    }

    @Test
    void nothingToPurgeIsNothingPurged() {
        try (ScriptedHost host = ScriptedHost.start(e -> e.respond(500, ""));
                DurableClient client = DurableClient.connect(host.origin())) {
            assertThat(client.purge(List.of())).isZero();
            assertThat(host.requests()).isEmpty();
        }
    }
}
