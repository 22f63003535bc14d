package dev.perdure.examples.demo;

/** Whether text for a terminal is coloured. */
enum Colour {
    ON,
    OFF;

    String good(String text) {
        return paint("\u001b[32m", text);
    }

    String bad(String text) {
        return paint("\u001b[1;31m", text);
    }

    private String paint(String code, String text) {
        return this == ON ? code + text + "\u001b[0m" : text;
    }
}
