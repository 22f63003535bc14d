package dev.perdure.examples.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Does each thing once, however often it is asked: an activity that a crash cut off is carried out again. */
class Books implements Billing {
    final Map<String, Integer> invoices = new TreeMap<>();
    final List<String> reminders = new ArrayList<>();

    @Override
    public String createInvoice(String customer, int cents) {
        invoices.putIfAbsent("invoice of " + customer, cents);
        return "invoice of " + customer;
    }

    @Override
    public String remind(String invoice) {
        if (!reminders.contains(invoice)) {
            reminders.add(invoice);
        }
        return "reminded";
    }

    @Override
    public String writeOff(String invoice) {
        invoices.remove(invoice);
        return "written off";
    }
}
