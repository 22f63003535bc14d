package dev.perdure.examples.orders;

import java.util.Objects;

/**
 * Where a parcel goes. Immutable.
 *
 * @param street with the house number
 * @param city the town
 * @param postalCode in the form the country uses
 * @param country ISO 3166, two letters
 */
public record Address(String street, String city, String postalCode, String country) {

    public Address {
        Objects.requireNonNull(street, "street");
        Objects.requireNonNull(city, "city");
        Objects.requireNonNull(postalCode, "postalCode");
        Objects.requireNonNull(country, "country");
    }
}
