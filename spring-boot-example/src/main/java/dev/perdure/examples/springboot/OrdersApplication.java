package dev.perdure.examples.springboot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the application. */
@SpringBootApplication
public class OrdersApplication {

    public static void main(String... arguments) {
        SpringApplication.run(OrdersApplication.class, arguments);
    }
}
