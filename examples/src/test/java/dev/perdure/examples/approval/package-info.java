@NullMarked
package dev.perdure.examples.approval;

import org.jspecify.annotations.NullMarked;
