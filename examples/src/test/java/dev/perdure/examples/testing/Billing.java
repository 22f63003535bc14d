package dev.perdure.examples.testing;

/** The activities: what touches the world. */
interface Billing {
    String createInvoice(String customer, int cents);

    String remind(String invoice);

    String writeOff(String invoice);
}
