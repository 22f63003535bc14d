/** A web application whose orders survive crashes: a task hub inside a Spring Boot application. */
@NullMarked
package dev.perdure.examples.springboot;

import org.jspecify.annotations.NullMarked;
