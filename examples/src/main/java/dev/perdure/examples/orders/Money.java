package dev.perdure.examples.orders;

import java.util.Locale;

/**
 * An amount of money. Immutable.
 *
 * @param cents hundredths of the currency's unit
 * @param currency ISO 4217
 */
public record Money(long cents, String currency) {

    /** Such as {@code 1,299.00 EUR}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,.2f %s", cents / 100.0, currency);
    }
}
