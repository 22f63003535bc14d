package dev.perdure.client.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.perdure.client.spi.HttpHeaders;
import dev.perdure.client.spi.TransportRequest;
import dev.perdure.client.spi.TransportResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The items of a list, fetched page by page as they are asked for. Confined to one thread. */
public final class Pages<T> extends AbstractSpliterator<T> {

    /** Makes the request for the page that a token names; a null token means the first. */
    public interface PageRequest {
        TransportRequest of(@Nullable String continuationToken);
    }

    private final Function<TransportRequest, TransportResponse> send;
    private final PageRequest request;
    private final Function<JsonNode, T> item;
    private Iterator<T> page = Collections.emptyIterator();
    private @Nullable String token;
    private boolean last;

    private Pages(Function<TransportRequest, TransportResponse> send, PageRequest request, Function<JsonNode, T> item) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.send = send;
        this.request = request;
        this.item = item;
    }

    /** A lazy stream over all pages. */
    public static <T> Stream<T> stream(
            Function<TransportRequest, TransportResponse> send, PageRequest request, Function<JsonNode, T> item) {
        return StreamSupport.stream(new Pages<>(send, request, item), false);
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
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
        TransportRequest question = request.of(token);
        TransportResponse response = send.apply(question);
        if (response.status() != 200) {
            throw ManagementResponses.failure(question, response);
        }
        page = ManagementResponses.read(question, response, this::items).iterator();
        String next = response.header(HttpHeaders.CONTINUATION_TOKEN).orElse("");
        if (next.equals(token)) {
            throw ManagementResponses.unexpected(question, response, "its next page is the same page again", null);
        }
        last = next.isEmpty();
        token = next;
    }

    private List<T> items(JsonNode body) {
        if (!body.isArray()) {
            throw new IllegalArgumentException("its body is not an array");
        }
        List<T> items = new ArrayList<>(body.size());
        body.forEach(node -> items.add(item.apply(node)));
        return items;
    }
}
