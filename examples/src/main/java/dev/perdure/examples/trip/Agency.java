package dev.perdure.examples.trip;

/** The activities. Each booking answers with its number; to cancel one twice does no harm. */
public interface Agency {

    String bookFlight(String city);

    String bookHotel(String city);

    String bookCar(String city);

    void cancelFlight(String booking);

    void cancelHotel(String booking);

    void cancelCar(String booking);
}
