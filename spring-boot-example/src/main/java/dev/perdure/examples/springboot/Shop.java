package dev.perdure.examples.springboot;

/** The activities: what reaches outside. */
public interface Shop {

    /** Reserves the item, and says under which number. */
    String reserve(String item);

    /** Takes the money, once for each order. */
    void charge(Order order);
}
