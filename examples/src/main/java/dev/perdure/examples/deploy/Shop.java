package dev.perdure.examples.deploy;

/** The activities. */
public interface Shop {

    String reserve(String item);

    /** Whether it is still there. */
    boolean inspect(String item);

    String ship(String item);
}
