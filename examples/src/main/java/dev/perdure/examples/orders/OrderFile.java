package dev.perdure.examples.orders;

import dev.perdure.core.data.DataConversionException;
import dev.perdure.core.data.DataConverter;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads orders, one JSON object a line; blank lines are passed over. Thread-safe: stateless. */
public final class OrderFile {

    /** The greatest number of orders one file may hold. */
    public static final int ORDERS_MAX = 100_000;

    private OrderFile() {}

    /**
     * The orders of {@code text}, in its order.
     *
     * @throws InvalidOrderFileException if a line is not an order, an id comes twice or the file is too long
     */
    public static List<Order> read(BufferedReader text) throws IOException {
        List<Order> orders = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        int number = 0;
        for (String line = text.readLine(); line != null; line = text.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            Order order = parse(line, number);
            if (!ids.add(order.id())) {
                throw new InvalidOrderFileException(number, "the id " + order.id() + " occurs twice");
            }
            if (orders.size() == ORDERS_MAX) {
                throw new InvalidOrderFileException(number, "there are more than " + ORDERS_MAX + " orders");
            }
            orders.add(order);
        }
        return orders;
    }

    private static Order parse(String line, int number) {
        try {
            if (DataConverter.jackson().deserialize(line, Order.class) instanceof Order order) {
                return order;
            }
        } catch (DataConversionException e) {
            throw new InvalidOrderFileException(number, "it is not an order: " + e.getMessage());
        }
        throw new InvalidOrderFileException(number, "it is not an order");
    }
}
