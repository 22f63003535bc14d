@NullMarked
package dev.perdure.examples.bank;

import org.jspecify.annotations.NullMarked;
