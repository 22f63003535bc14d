@NullMarked
package dev.perdure.examples.slowservice;

import org.jspecify.annotations.NullMarked;
