/**
 * Perdure in a Spring Boot application: beans as orchestrators, activities and entities, the client as a bean.
 */
@NullMarked
package dev.perdure.spring;

import org.jspecify.annotations.NullMarked;
