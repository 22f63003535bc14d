package dev.perdure.client;

import dev.perdure.client.spi.HttpHeaders;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import java.util.Collections;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The instances of a list, fetched page by page as they are asked for. Confined to one thread. */
final class InstancePages extends AbstractSpliterator<InstanceStatus> {

    private final ManagementRequests requests;
    private final ManagementResponses responses;
    private final Function<TransportRequest, TransportResponse> send;
    private final InstanceFilter filter;
    private Iterator<InstanceStatus> page = Collections.emptyIterator();
    private @Nullable String token;
    private boolean last;

    InstancePages(
            ManagementRequests requests,
            ManagementResponses responses,
            Function<TransportRequest, TransportResponse> send,
            InstanceFilter filter) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.requests = requests;
        this.responses = responses;
        this.send = send;
        this.filter = filter;
    }

    @Override
    public boolean tryAdvance(Consumer<? super InstanceStatus> action) {
        while (!page.hasNext()) {
            if (last) {
                return false;
            }
            fetch();
        }
        action.accept(page.next());
        return true;
    }

    private void fetch() {
        TransportRequest request = requests.list(filter, token);
        TransportResponse response = send.apply(request);
        if (response.status() != 200) {
            throw ManagementResponses.failure(request, response);
        }
        page = responses.page(request, response).iterator();
        String next = response.header(HttpHeaders.CONTINUATION_TOKEN).orElse("");
        if (next.equals(token)) {
            throw ManagementResponses.unexpected(request, response, "its next page is the same page again", null);
        }
        last = next.isEmpty();
        token = next;
    }
}
