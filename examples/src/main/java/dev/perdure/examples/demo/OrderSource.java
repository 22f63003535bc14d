package dev.perdure.examples.demo;

import dev.perdure.examples.orders.InvalidOrderFileException;
import dev.perdure.examples.orders.Order;
import dev.perdure.examples.orders.OrderFile;
import dev.perdure.host.UserErrorException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the orders of a run come from. Thread-safe: stateless. */
final class OrderSource {

    private static final String BUILT_IN = "/orders.jsonl";

    private OrderSource() {}

    /**
     * The orders in {@code file}, or those that come with the demo if it is null.
     *
     * @throws UserErrorException if the file cannot be used
     */
    static List<Order> read(@Nullable Path file) {
        return file == null ? builtIn() : ofFile(file);
    }

    private static List<Order> builtIn() {
        try (InputStream stream = OrderSource.class.getResourceAsStream(BUILT_IN)) {
            if (stream == null) {
                throw new IllegalStateException("The orders of the demo are not on the class path.");
            }
            return OrderFile.read(new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Order> ofFile(Path file) {
        try (BufferedReader text = Files.newBufferedReader(file)) {
            return OrderFile.read(text);
        } catch (IOException e) {
            throw new UserErrorException("The orders cannot be read from " + file + ": no such file, or not a text.");
        } catch (InvalidOrderFileException e) {
            throw new UserErrorException(file + ": " + e.getMessage());
        }
    }
}
